using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Models;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>A tenant's voices together with those that ship with the served checkpoints.</summary>
internal sealed class VoiceCatalog(
    IVoiceStore store, ISpeakerEmbedder embedder, IVoicePolicy policy, ModelRegistry registry, IOptions<VoicesOptions> options, TimeProvider time)
{
    /// <returns>Null when there is no voice of that name.</returns>
    public async Task<Voice?> FindAsync(Tenant tenant, string name, ModelCatalog models, CancellationToken cancellation) =>
        models.FindBuiltIn(name) ?? (Voice?)await store.FindAsync(tenant, name, cancellation);

    /// <returns>The built-in voices, then the tenant's, each in their order.</returns>
    public async Task<IReadOnlyList<VoiceListing>> ListAsync(Tenant tenant, CancellationToken cancellation)
    {
        var models = await registry.AskAsync(cancellation);
        if (models.WhyNoEncoders is { Kind: SpeechErrorKind.Unavailable } reason)
            throw reason;
        var registered = await store.ListAsync(tenant, cancellation);
        return [.. models.BuiltInVoices.Concat<Voice>(registered).Select(voice => Listing(voice, models))];
    }

    /// <exception cref="SpeechException">NotFound; lists the voices that there are.</exception>
    public Task<VoiceListing> GetAsync(Tenant tenant, string name, CancellationToken cancellation) => registry.LookAsync(
        async models => Listing(
            await FindAsync(tenant, name, models, cancellation) ?? throw await NotFoundAsync(tenant, name, models, cancellation), models),
        cancellation);

    /// <exception cref="SpeechException">
    /// Invalid: name or transcript. AlreadyExists: the name is taken. Exhausted: the tenant has as many as the setting allows.
    /// </exception>
    public async Task CheckAsync(Tenant tenant, string name, string transcript, CancellationToken cancellation)
    {
        VoiceName.Parse(name);
        if (transcript.Length > options.Value.MaxTranscriptLength)
        {
            throw SpeechException.Invalid(
                $"The transcript has {transcript.Length} characters; "
                + $"{VoicesOptions.Section}:{nameof(VoicesOptions.MaxTranscriptLength)} allows {options.Value.MaxTranscriptLength}.");
        }

        var models = await registry.AskAsync(cancellation);
        if (await FindAsync(tenant, name, models, cancellation) is { } taken)
            throw Taken(taken.Name, taken is BuiltInVoice);
        if ((await store.ListAsync(tenant, cancellation)).Count >= options.Value.MaxPerTenant)
        {
            throw SpeechException.Exhausted(
                $"There are {options.Value.MaxPerTenant} voices, "
                + $"as many as {VoicesOptions.Section}:{nameof(VoicesOptions.MaxPerTenant)} allows; delete one first.");
        }
    }

    /// <summary>
    /// Registers a voice that <see cref="CheckAsync"/> has let pass, and makes its first embedding, so that a bad clip is refused.
    /// </summary>
    /// <exception cref="SpeechException">
    /// Invalid: the clip is no good; says why. AlreadyExists: the name was taken meanwhile. Unavailable or Unsupported: nothing
    /// that could make the embedding is there. Denied: what <see cref="IVoicePolicy"/> refuses.
    /// </exception>
    public async Task<VoiceListing> AddAsync(
        CloneClaim claim, string name, string transcript, ReadOnlyMemory<byte> clip, CancellationToken cancellation)
    {
        var tenant = claim.Caller.Tenant;
        var models = await registry.AskAsync(cancellation);
        var encoder = models.Encoders.Count > 0 ? models.Encoders[0] : throw models.WhyNoEncoders
            ?? SpeechException.Unsupported("No served model clones voices, so none can be registered.");
        var made = await embedder.EmbedClipAsync(
            encoder.Model, new ReferenceClip(clip, transcript), codeGroups: null, compareHalves: true, cancellation);

        var grant = await policy.EnsureMayCloneAsync(
            claim,
            new CloneSample(clip, encoder, made.Embedding.XVector, made.Report?.PreparedSeconds ?? made.ClipSeconds),
            cancellation);
        var voice = new RegisteredVoice(Guid.NewGuid().ToString("N"), name, transcript, made.ClipSeconds, time.GetUtcNow(), grant);
        if (!await store.TryAddAsync(tenant, voice, clip, cancellation))
            throw Taken(name, builtIn: false);
        try
        {
            await policy.EnsureStillGrantedAsync(tenant, grant, cancellation);
        }
        catch
        {
            await store.RemoveAsync(tenant, voice, CancellationToken.None);
            throw;
        }

        await store.SaveEmbeddingAsync(tenant, voice, new EmbeddingKey(encoder.Family, WithCodes: false), made.Embedding, cancellation);
        return Listing(voice, models) with { Report = made.Report };
    }

    /// <exception cref="SpeechException">NotFound; lists the voices that there are. Denied: the voice ships with a checkpoint.</exception>
    public async Task DeleteAsync(Tenant tenant, string name, CancellationToken cancellation)
    {
        var models = await registry.AskAsync(cancellation);
        var voice = await FindAsync(tenant, name, models, cancellation);
        if (voice is BuiltInVoice)
            throw new SpeechException(SpeechErrorKind.Denied, $"The voice '{voice.Name}' ships with a checkpoint and cannot be deleted.");
        if (voice is not RegisteredVoice registered || !await store.RemoveAsync(tenant, registered, cancellation))
            throw await NotFoundAsync(tenant, name, models, cancellation);
    }

    /// <summary>Names of all voices, for an error.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(Tenant tenant, ModelCatalog models, CancellationToken cancellation) =>
        [.. models.BuiltInVoices.Concat<Voice>(await store.ListAsync(tenant, cancellation)).Select(voice => voice.Name)];

    private async Task<SpeechException> NotFoundAsync(Tenant tenant, string name, ModelCatalog models, CancellationToken cancellation) =>
        models.NoVoice(name, await NamesAsync(tenant, models, cancellation));

    private static VoiceListing Listing(Voice voice, ModelCatalog models) =>
        new(voice, [.. models.Models.Where(model => models.CanSpeakWith(model, voice)).Select(model => model.Name)]);

    private static SpeechException Taken(string name, bool builtIn) => new(
        SpeechErrorKind.AlreadyExists,
        builtIn ? $"The name '{name}' is that of a voice that ships with a checkpoint; choose another."
            : $"There is a voice '{name}' already; delete it first or choose another name.");
}
