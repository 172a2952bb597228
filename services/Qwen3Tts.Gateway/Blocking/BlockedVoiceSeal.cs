using System.Runtime.InteropServices;
using System.Text;
using Qwen3Tts.Gateway.Consent.Vault;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Blocking;

/// <summary>Seals what the list has of people with a key of its own, that comes from the operator's.</summary>
/// <exception cref="SpeechException">Internal: what is to be opened was changed, or sealed with another key; every method that opens.</exception>
internal sealed class BlockedVoiceSeal(MasterKey master)
{
    private readonly byte[] _key = master.Derive("blocked-voices");

    public byte[] SealNote(string id, string note) => SealedBytes.Seal(_key, $"{id}/note", Encoding.UTF8.GetBytes(note));

    public string OpenNote(BlockedVoice entry) => Encoding.UTF8.GetString(SealedBytes.Open(_key, $"{entry.Id}/note", entry.Note));

    public byte[] SealClip(string id, ReadOnlySpan<byte> clip) => SealedBytes.Seal(_key, $"{id}/clip", clip);

    public byte[] OpenClip(string id, byte[] clip) => SealedBytes.Open(_key, $"{id}/clip", clip);

    public byte[] SealVector(string id, string encoder, float[] vector) =>
        SealedBytes.Seal(_key, $"{id}/{encoder}", MemoryMarshal.AsBytes(vector.AsSpan()));

    public float[] OpenVector(string id, string encoder, byte[] vector) =>
        MemoryMarshal.Cast<byte, float>(SealedBytes.Open(_key, $"{id}/{encoder}", vector)).ToArray();
}
