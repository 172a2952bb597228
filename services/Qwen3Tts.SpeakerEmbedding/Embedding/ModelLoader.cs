using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Modeling.Verification;
using Qwen3Tts.SpeakerEmbedding.Clips;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.SpeakerEmbedding.Embedding;

/// <summary>Opens the configured checkpoints and loads what embeds a clip: one encoder for each model family.</summary>
internal static class ModelLoader
{
    /// <exception cref="SpeechException">A checkpoint or a voice that ships with one is not valid.</exception>
    public static ModelCatalog Load(ModelsOptions models, SpeakerEmbeddingOptions options, IProgress<ConversionProgress>? progress = null)
    {
        using var checkpoints = CheckpointCatalog.Open(models);
        var settings = models.ToSettings(progress);
        var reader = new ClipReader(options);
        var encoders = new Dictionary<string, IVoiceEncoder>();
        try
        {
            var served = new List<ServedModel>();
            foreach (var checkpoint in checkpoints.All)
            {
                if (checkpoint.Configuration.SpeakerEncoder is not { } configuration)
                    continue;
                if (!encoders.TryGetValue(checkpoint.Family, out var encoder))
                    encoders[checkpoint.Family] = encoder = VoiceEncoder.Load(checkpoint, configuration, settings);
                served.Add(new ServedModel(
                    checkpoint.Name,
                    checkpoint.Family,
                    encoder,
                    [.. checkpoint.Voices.Select(voice => Read(voice, reader, options))],
                    MeasuredSpeakers.Read(checkpoint, settings.CacheFolder)));
            }

            return new ModelCatalog(served, [.. checkpoints.All.Select(checkpoint => checkpoint.Name).Except(served.Select(model => model.Name))]);
        }
        catch
        {
            foreach (var encoder in encoders.Values)
                encoder.Dispose();
            throw;
        }
    }

    private static ServedVoice Read(BuiltInVoice voice, ClipReader reader, SpeakerEmbeddingOptions options)
    {
        try
        {
            using var file = File.OpenRead(voice.ClipPath);
            if (file.Length > options.MaxClipBytes)
                throw SpeechException.Invalid($"The clip has {file.Length} bytes; at most {options.MaxClipBytes} are accepted.");
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return new ServedVoice(voice, reader.ReadWave(bytes));
        }
        catch (Exception error) when (error is SpeechException or IOException or UnauthorizedAccessException)
        {
            throw new SpeechException(SpeechErrorKind.Invalid, $"{voice.ClipPath}: {error.Message}", error);
        }
    }
}
