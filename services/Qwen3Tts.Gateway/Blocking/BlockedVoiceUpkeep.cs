using Qwen3Tts.Gateway.Blocking.Stores;
using Qwen3Tts.Gateway.Models;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Blocking;

/// <summary>
/// Keeps the list comparable and the registry clean of it: embeds entries with encoders that are new, and has the voices held against
/// the list when it, or what is served, has changed. Every replica does so; what another has done already costs a look.
/// </summary>
internal sealed partial class BlockedVoiceUpkeep(
    BlockedVoiceList list,
    IBlockedVoiceStore store,
    BlockedVoiceSeal seal,
    BlockedVoiceRecheck recheck,
    ModelRegistry registry,
    ISpeakerEmbedder embedder,
    TimeProvider time,
    ILogger<BlockedVoiceUpkeep> logger)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _running = new(1);
    private string? _done;
    private string? _told;

    /// <exception cref="SpeechException">Something that is needed is not there, or an entry cannot be embedded; to be done again.</exception>
    public async Task<RecheckedVoices> RunAsync(CancellationToken cancellation)
    {
        await _running.WaitAsync(cancellation);
        try
        {
            var known = await list.ReadAsync(cancellation);
            if (known.Entries.Count is 0)
                return default;
            var models = await registry.AskAsync(cancellation);
            if (models.Encoders.Count is 0)
                throw models.WhyNoEncoders ?? SpeechException.Unsupported("No served model clones voices, so blocked voices are compared with nothing.");
            var encoders = Distinct(models);
            if (_done == State(known, encoders))
                return default;
            await EmbedMissingAsync(known, encoders, cancellation);
            known = await list.ReadAsync(cancellation);
            var rechecked = await recheck.RunAsync(known, models, cancellation);
            _done = State(known, encoders);
            return rechecked;
        }
        finally
        {
            _running.Release();
        }
    }

    /// <summary>One of each of the fleet's encoders.</summary>
    public static IReadOnlyList<SpeakerEncoder> Distinct(ModelCatalog models) => [.. models.Encoders.DistinctBy(EncoderName.Of)];

    public override void Dispose()
    {
        base.Dispose();
        _running.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host starts only once this yields.
        await Task.Yield();
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
                await TryRunAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private static string State(BlockedVoiceSnapshot list, IReadOnlyList<SpeakerEncoder> encoders) =>
        $"{list.Version} {string.Join(' ', encoders.Select(EncoderName.Of))}";

    private async Task TryRunAsync(CancellationToken cancellation)
    {
        try
        {
            await RunAsync(cancellation);
            _told = null;
        }
        catch (SpeechException error)
        {
            // Once for each reason: it is tried again every few seconds.
            if (_told != error.Message && error.Kind is not SpeechErrorKind.Unsupported)
                LogFailed(error);
            _told = error.Message;
        }
    }

    private async Task EmbedMissingAsync(BlockedVoiceSnapshot known, IReadOnlyList<SpeakerEncoder> encoders, CancellationToken cancellation)
    {
        foreach (var entry in known.Entries)
        {
            foreach (var encoder in encoders.Where(encoder => !entry.Vectors.ContainsKey(EncoderName.Of(encoder))))
            {
                if (await store.FindClipAsync(entry.Id, cancellation) is not { } clip)
                    continue;
                var name = EncoderName.Of(encoder);
                var made = await embedder.EmbedClipAsync(
                    encoder.Model, new ReferenceClip(seal.OpenClip(entry.Id, clip), ""), codeGroups: null, compareHalves: false, cancellation);
                await store.SaveVectorAsync(entry.Id, name, seal.SealVector(entry.Id, name, made.Embedding.XVector), cancellation);
            }
        }
    }

    [LoggerMessage(131, LogLevel.Warning, "Blocked voices could not be embedded, or voices not be compared with them; it is tried again. Until then clips may be refused.")]
    private partial void LogFailed(Exception error);
}
