using Microsoft.Extensions.Options;
using Qwen3Tts.Audio.Containers;
using Qwen3Tts.Audio.Containers.External;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Gateway.Output;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Provenance;

/// <summary>Looks for this operator's mark in files that are not trusted, a few at a time.</summary>
internal sealed class WatermarkSearch(Watermarks watermarks, IOptions<ProvenanceOptions> options)
{
    private readonly ProvenanceOptions _options = options.Value;
    private int _running;

    public int MaxBytes => _options.MaxClipBytes;

    /// <summary>Takes a place; taken before the file is read, so that files in memory are bounded too.</summary>
    /// <exception cref="SpeechException">Exhausted: all are taken. Unsupported: marks are switched off, so there is no key.</exception>
    public IDisposable Enter()
    {
        if (!watermarks.AreOn)
        {
            throw new SpeechException(
                SpeechErrorKind.Unsupported, $"No mark can be looked for: {WatermarkOptions.Section}:{nameof(WatermarkOptions.Enabled)} is false.");
        }

        if (Interlocked.Increment(ref _running) <= _options.MaxDetections)
            return new Place(this);
        Interlocked.Decrement(ref _running);
        throw new SpeechException(
            SpeechErrorKind.Exhausted,
            $"{_options.MaxDetections} files are being searched, the limit set by {ProvenanceOptions.Section}:{nameof(ProvenanceOptions.MaxDetections)}; try again.");
    }

    /// <exception cref="SpeechException">Invalid: it is too large, or no audio of 1 to 600 s.</exception>
    public async Task<IReadOnlyList<WatermarkFinding>> FindAsync(ReadOnlyMemory<byte> file, CancellationToken cancellation)
    {
        EnsureFits(file.Length);
        var audio = await ClipDecoder.Decode(
            file, new WaveLimits(WatermarkDetector.MaxSeconds), new FfmpegSettings(_options.FfmpegPath, _options.FfmpegSeconds), cancellation);
        // Seconds of a core's work for a long file: not on the thread that serves calls.
        return await Task.Run(() => watermarks.Detector.Detect(audio, cancellation), cancellation);
    }

    /// <exception cref="SpeechException">Invalid.</exception>
    public void EnsureFits(long bytes)
    {
        if (bytes > MaxBytes)
        {
            throw SpeechException.Invalid(
                $"The audio is larger than {MaxBytes} bytes, the limit set by {ProvenanceOptions.Section}:{nameof(ProvenanceOptions.MaxClipBytes)}.");
        }
    }

    private sealed class Place(WatermarkSearch search) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                Interlocked.Decrement(ref search._running);
        }
    }
}
