using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Blocking.Stores;
using Qwen3Tts.Gateway.Consent.Audit;
using Qwen3Tts.Gateway.Models;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Blocking;

/// <summary>What the operator does with the list. Each change stands in the operator's trail before it takes effect.</summary>
internal sealed class BlockedVoiceDesk(
    IBlockedVoiceStore store,
    BlockedVoiceSeal seal,
    BlockedVoiceUpkeep upkeep,
    ModelRegistry registry,
    ISpeakerEmbedder embedder,
    AuditTrail trail,
    IOptions<BlockingOptions> options,
    TimeProvider time)
{
    private const int MaxNoteLength = 500;

    /// <summary>Adds a clip, and has the voices held against it.</summary>
    /// <returns>What became of voices; null where they could not all be looked at, which is done in the background then.</returns>
    /// <exception cref="SpeechException">
    /// Invalid: the note is too long, or the clip is no good. Exhausted: the list is full. Unavailable or Unsupported: nothing that embeds
    /// clips is there, or store or trail are not.
    /// </exception>
    public async Task<(ListedBlockedVoice Entry, RecheckedVoices? Voices)> AddAsync(
        Caller caller, string note, ReadOnlyMemory<byte> clip, CancellationToken cancellation)
    {
        EnsureFits(note);
        var models = await registry.AskAsync(cancellation);
        // Says why, where there is none.
        _ = Enrolment.Encoder(models);
        var id = Guid.NewGuid().ToString("N");
        var vectors = new Dictionary<string, byte[]>();
        foreach (var encoder in BlockedVoiceUpkeep.Distinct(models))
        {
            var made = await embedder.EmbedClipAsync(encoder.Model, new ReferenceClip(clip, ""), codeGroups: null, compareHalves: false, cancellation);
            vectors[EncoderName.Of(encoder)] = seal.SealVector(id, EncoderName.Of(encoder), made.Embedding.XVector);
        }

        var entry = new BlockedVoice { Id = id, Added = time.GetUtcNow(), Note = seal.SealNote(id, note), Vectors = vectors };
        await RecordAsync(caller, "blocked.added", id, new() { ["clip"] = trail.Digest(Tenant.Operator, clip.Span) }, cancellation);
        if (!await store.TryAddAsync(entry, seal.SealClip(id, clip.Span), options.Value.MaxEntries, cancellation))
        {
            throw SpeechException.Exhausted(
                $"There are {options.Value.MaxEntries} blocked voices, as many as {BlockingOptions.Section}:{nameof(BlockingOptions.MaxEntries)} allows; remove one first.");
        }

        return (new ListedBlockedVoice(id, note, entry.Added, Comparable: true), await RecheckAsync(cancellation));
    }

    /// <exception cref="SpeechException">Unavailable: the store is not there.</exception>
    public async Task<IReadOnlyList<ListedBlockedVoice>> ListAsync(CancellationToken cancellation)
    {
        var entries = await store.ListAsync(cancellation);
        var encoders = await EncodersAsync(cancellation);
        return
        [
            .. entries.Select(entry => new ListedBlockedVoice(
                entry.Id, seal.OpenNote(entry), entry.Added, encoders.Count > 0 && encoders.All(entry.Vectors.ContainsKey))),
        ];
    }

    /// <summary>Voices that were revoked because of the entry stay revoked.</summary>
    /// <exception cref="SpeechException">NotFound. Unavailable: store or trail are not there.</exception>
    public async Task RemoveAsync(Caller caller, string id, CancellationToken cancellation)
    {
        if (!(await store.ListAsync(cancellation)).Any(entry => entry.Id == id))
            throw NotFound();
        await RecordAsync(caller, "blocked.removed", id, [], cancellation);
        if (!await store.RemoveAsync(id, cancellation))
            throw NotFound();
    }

    private async Task<RecheckedVoices?> RecheckAsync(CancellationToken cancellation)
    {
        try
        {
            return await upkeep.RunAsync(cancellation);
        }
        catch (SpeechException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<string>> EncodersAsync(CancellationToken cancellation)
    {
        try
        {
            return [.. BlockedVoiceUpkeep.Distinct(await registry.AskAsync(cancellation)).Select(EncoderName.Of)];
        }
        catch (SpeechException error) when (error.Kind is SpeechErrorKind.Unavailable)
        {
            return [];
        }
    }

    private Task RecordAsync(Caller caller, string action, string id, Dictionary<string, string> facts, CancellationToken cancellation)
    {
        facts["by"] = trail.Who(caller);
        return trail.AppendAsync(Tenant.Operator, new AuditEvent(action, id, facts), cancellation);
    }

    private static void EnsureFits(string note)
    {
        if (note.Length > MaxNoteLength)
            throw SpeechException.Invalid($"The note has {note.Length} characters; at most {MaxNoteLength} are kept.");
    }

    private static SpeechException NotFound() => SpeechException.NotFound("There is no blocked voice of that id, as BlockedVoices.ListBlockedVoices has them.");
}
