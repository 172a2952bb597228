using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Models;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices.Changes;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>A tenant's voices together with those that ship with the served checkpoints.</summary>
internal sealed class VoiceCatalog(
    IVoiceStore store,
    VoiceLookup lookup,
    VoiceLogFollower follower,
    VoiceRevocation revocation,
    Enrolment enrolment,
    IVoicePolicy policy,
    ModelRegistry registry,
    IOptions<VoicesOptions> options,
    TimeProvider time)
{
    private const int MaxDescriptionLength = 500;

    /// <returns>Null when there is no voice of that name.</returns>
    public async Task<Voice?> FindAsync(Tenant tenant, string name, ModelCatalog models, CancellationToken cancellation) =>
        models.FindBuiltIn(name) ?? (Voice?)await store.FindAsync(tenant, name, cancellation);

    /// <summary>Finds a voice to speak with.</summary>
    /// <returns>Null when there is no voice of that name.</returns>
    /// <exception cref="SpeechException">Denied: it was revoked. Unavailable: it cannot be confirmed.</exception>
    public async Task<Voice?> FindForUseAsync(Tenant tenant, string name, ModelCatalog models, CancellationToken cancellation) =>
        models.FindBuiltIn(name) ?? (Voice?)await lookup.FindAsync(tenant, name, cancellation);

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
        options.Value.EnsureFits(transcript);
        var models = await registry.AskAsync(cancellation);
        if (await FindAsync(tenant, name, models, cancellation) is { } taken)
            throw Taken(taken.Name, taken is BuiltInVoice);
        if ((await store.ListAsync(tenant, cancellation)).Count >= options.Value.MaxPerTenant)
            throw VoicesOptions.TooMany(options.Value.MaxPerTenant);
    }

    /// <summary>What would be found of a clip, were a voice made of it.</summary>
    /// <exception cref="SpeechException">Invalid: transcript, or the clip cannot be read. Unavailable or Unsupported: nothing can judge it.</exception>
    public async Task<PreparationReport> ValidateAsync(string transcript, ReadOnlyMemory<byte> clip, CancellationToken cancellation)
    {
        options.Value.EnsureFits(transcript);
        return await enrolment.ValidateAsync(new ReferenceClip(clip, transcript), await registry.AskAsync(cancellation), cancellation);
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
        var (voice, embedding) = await enrolment.EmbedAsync(
            tenant, new RegisteredVoice(Guid.NewGuid().ToString("N"), name, transcript, 0, time.GetUtcNow()), clip, models, cancellation);
        try
        {
            voice = await RegisterAsync(claim, voice, embedding, clip, models, cancellation);
        }
        catch
        {
            await enrolment.ForgetAsync(tenant, voice);
            throw;
        }

        await enrolment.SaveAsync(tenant, voice, embedding, models, cancellation);
        return Listing(voice, models);
    }

    private async Task<RegisteredVoice> RegisterAsync(
        CloneClaim claim,
        RegisteredVoice voice,
        ClipEmbedding embedding,
        ReadOnlyMemory<byte> clip,
        ModelCatalog models,
        CancellationToken cancellation)
    {
        var tenant = claim.Caller.Tenant;
        var sample = new CloneSample(
            clip, Enrolment.Encoder(models), embedding.Embedding.XVector, embedding.Report?.PreparedSeconds ?? embedding.ClipSeconds);
        var grant = await policy.EnsureMayCloneAsync(claim, sample, cancellation);
        voice = voice with { Grant = grant };
        if (!await store.TryAddAsync(tenant, voice, clip, options.Value.MaxPerTenant, cancellation))
            throw Taken(voice.Name, builtIn: false);
        try
        {
            await policy.EnsureStillGrantedAsync(tenant, grant, cancellation);
            await policy.EnsureNotBlockedAsync(claim, sample, cancellation);
        }
        catch
        {
            await store.RemoveAsync(tenant, voice, CancellationToken.None);
            throw;
        }

        return voice;
    }

    /// <summary>Changes a voice's transcript or description; null leaves it. A new transcript is held against the clip.</summary>
    /// <param name="revision">That of the voice as the caller knows it; null changes it whatever it is.</param>
    /// <exception cref="SpeechException">
    /// NotFound. Invalid: the transcript cannot be of the clip. Denied: the voice ships with a checkpoint or was revoked. Conflict: it was
    /// changed meanwhile.
    /// </exception>
    public async Task<VoiceListing> UpdateAsync(
        Tenant tenant, string name, long? revision, string? transcript, string? description, CancellationToken cancellation)
    {
        options.Value.EnsureFits(transcript ?? "");
        CheckDescription(description ?? "");
        var models = await registry.AskAsync(cancellation);
        var voice = await OwnAsync(tenant, name, "changed", models, cancellation);
        if (voice.State is VoiceState.Revoked)
            throw SpokenVoices.Reason(VoiceChangeKind.Revoked, name);
        if (revision is { } known && known != voice.Revision)
            throw Changed(name, voice.Revision);

        var changed = voice with { Description = description ?? voice.Description, Revision = voice.Revision + 1 };
        ClipEmbedding? embedding = null;
        if (transcript is not null && transcript != voice.Transcript)
        {
            var clip = await store.ReadClipAsync(tenant, voice, cancellation) ?? throw await NotFoundAsync(tenant, name, models, cancellation);
            (changed, embedding) = await enrolment.EmbedAsync(tenant, changed with { Transcript = transcript }, clip, models, cancellation);
        }

        if (!await store.ReplaceAsync(tenant, voice, changed, cancellation))
        {
            if (embedding is not null)
                await enrolment.ForgetAsync(tenant, changed);
            throw Changed(name, null);
        }

        await follower.ApplyAsync(new VoiceChange(VoiceChangeKind.Updated, tenant.Name, voice.Id, name));
        if (embedding is not null)
            await enrolment.SaveAsync(tenant, changed, embedding, models, cancellation);
        return Listing(changed, models);
    }

    /// <summary>Takes a voice out of use for good, on every replica and in the middle of what it speaks. To do so twice is no error.</summary>
    /// <exception cref="SpeechException">NotFound. Denied: the voice ships with a checkpoint. Conflict: it was changed meanwhile.</exception>
    public async Task<VoiceListing> RevokeAsync(Tenant tenant, string name, CancellationToken cancellation)
    {
        var models = await registry.AskAsync(cancellation);
        var voice = await OwnAsync(tenant, name, "revoked", models, cancellation);
        if (voice.State is VoiceState.Revoked)
            return Listing(voice, models);
        var revoked = await revocation.TryRevokeAsync(tenant, voice, cancellation) ?? throw Changed(name, null);
        return Listing(revoked, models);
    }

    /// <exception cref="SpeechException">NotFound; lists the voices that there are. Denied: the voice ships with a checkpoint.</exception>
    public async Task DeleteAsync(Tenant tenant, string name, CancellationToken cancellation)
    {
        var models = await registry.AskAsync(cancellation);
        var voice = await OwnAsync(tenant, name, "deleted", models, cancellation);
        if (!await store.RemoveAsync(tenant, voice, cancellation))
            throw Changed(name, null);
        await follower.ApplyAsync(new VoiceChange(VoiceChangeKind.Deleted, tenant.Name, voice.Id, name));
    }

    /// <summary>Names of all voices, for an error.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(Tenant tenant, ModelCatalog models, CancellationToken cancellation) =>
        [.. models.BuiltInVoices.Concat<Voice>(await store.ListAsync(tenant, cancellation)).Select(voice => voice.Name)];

    private async Task<RegisteredVoice> OwnAsync(
        Tenant tenant, string name, string verb, ModelCatalog models, CancellationToken cancellation) =>
        await FindAsync(tenant, name, models, cancellation) switch
        {
            RegisteredVoice voice => voice,
            BuiltInVoice shipped => throw new SpeechException(
                SpeechErrorKind.Denied, $"The voice '{shipped.Name}' ships with a checkpoint and cannot be {verb}."),
            _ => throw await NotFoundAsync(tenant, name, models, cancellation),
        };

    private static void CheckDescription(string description)
    {
        if (description.Length > MaxDescriptionLength)
            throw SpeechException.Invalid($"The description has {description.Length} characters; at most {MaxDescriptionLength} are kept.");
    }

    private static SpeechException Changed(string name, long? revision) => new(
        SpeechErrorKind.Conflict,
        $"The voice '{name}' was changed meanwhile"
        + (revision is { } now ? $": its revision is {now}" : "") + ". Get it anew, and decide again.");

    private async Task<SpeechException> NotFoundAsync(Tenant tenant, string name, ModelCatalog models, CancellationToken cancellation) =>
        models.NoVoice(name, await NamesAsync(tenant, models, cancellation));

    private static VoiceListing Listing(Voice voice, ModelCatalog models) =>
        new(voice, [.. models.Models.Where(model => models.CanSpeakWith(model, voice)).Select(model => model.Name)]);

    private static SpeechException Taken(string name, bool builtIn) => new(
        SpeechErrorKind.AlreadyExists,
        builtIn ? $"The name '{name}' is that of a voice that ships with a checkpoint; choose another."
            : $"There is a voice '{name}' already; delete it first or choose another name.");
}
