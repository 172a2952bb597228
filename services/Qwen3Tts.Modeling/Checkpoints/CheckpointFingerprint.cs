using System.IO.Hashing;
using System.Text;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>Tells weight files apart without reading them whole.</summary>
internal static class CheckpointFingerprint
{
    // The configuration's layout that goes into a family; raised with it.
    private const string FamilyVersion = "1";

    /// <summary>
    /// Of each weight file: its header, its size, the time of its last change and its sampled blocks. As 32 hexadecimal digits.
    /// </summary>
    public static string Of(TensorSet tensors)
    {
        var hash = new XxHash128();
        foreach (var file in tensors.Files)
        {
            hash.Append(SafetensorsHeader.Text(file));
            Append(hash, $"{file.Length} {File.GetLastWriteTimeUtc(file.Path).Ticks} {BlockSample.Of(file.Path)}");
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>Of what embeds a clip: the speaker encoder and the codec's encoder, configuration and weights. As 32 hexadecimal digits.</summary>
    public static string OfFamily(Checkpoint checkpoint)
    {
        var hash = new XxHash128();
        Append(hash, $"{FamilyVersion} {checkpoint.Codec.Name} {checkpoint.Codec.Groups} {checkpoint.Codec.SampleRate}");
        var parts = checkpoint.Tensors.All.Where(tensor => tensor.Name.StartsWith("speaker_encoder.", StringComparison.Ordinal))
            .Concat(checkpoint.CodecTensors.All.Where(tensor => tensor.Name.StartsWith("encoder.", StringComparison.Ordinal)));
        foreach (var tensor in parts.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            Append(hash, $"{tensor.Name} {tensor.Type} {string.Join('x', tensor.Shape)}");
            hash.Append(tensor.Bytes[..Math.Min(4096, tensor.Bytes.Length)]);
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private static void Append(XxHash128 hash, string text) => hash.Append(Encoding.UTF8.GetBytes(text));
}
