using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using Qwen3Tts.Audio.Containers;
using Qwen3Tts.Audio.Containers.External;
using Qwen3Tts.Audio.Resampling;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Consent.Verification;

/// <summary>
/// Has pocketsphinx choose among the phrase and decoys what a recording says. It sees samples that were decoded here, in a folder that only
/// this user reads and that is gone afterwards; one runs at a time.
/// </summary>
internal sealed partial class PocketsphinxVerifier(IOptions<PocketsphinxOptions> options, TimeProvider time, ILogger<PocketsphinxVerifier> logger)
    : IPhraseVerifier, IDisposable
{
    private const string Language = "en";
    private const int SampleRate = 16_000;
    private const int MaxOutput = 16 * 1024;

    private readonly PocketsphinxOptions _options = options.Value;
    private readonly SemaphoreSlim _turn = new(1);

    public async Task<Verdict> VerifyAsync(PhraseCheck check, CancellationToken cancellation)
    {
        if (check.Language is not Language)
            return Unable("pocketsphinx hears English only");
        var folder = Directory.CreateTempSubdirectory("qwen3tts-");
        await _turn.WaitAsync(cancellation);
        try
        {
            using var late = new CancellationTokenSource(_options.Timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
            return await HearAsync(check, folder.FullName, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            LogUnable("it took too long");
            return Unable("pocketsphinx took too long");
        }
        catch (SpeechException)
        {
            return Unable("the recording cannot be decoded, or is too long");
        }
        catch (Exception error) when (error is Win32Exception or IOException or UnauthorizedAccessException)
        {
            LogUnable(error.GetType().Name);
            return Unable("pocketsphinx did not run");
        }
        finally
        {
            _turn.Release();
            folder.Delete(recursive: true);
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<Verdict> HearAsync(PhraseCheck check, string folder, CancellationToken cancellation)
    {
        var recording = await ClipDecoder.Decode(check.Recording, new WaveLimits(_options.MaxSeconds), new FfmpegSettings(), cancellation);
        var samples = new Resampler(recording.SampleRate, SampleRate).Resample(recording.Samples);
        var (wave, grammar) = (Path.Combine(folder, "recording.wav"), Path.Combine(folder, "phrases.gram"));
        await File.WriteAllBytesAsync(wave, WaveWriter.Write(new Waveform(samples, SampleRate)), cancellation);
        await File.WriteAllTextAsync(grammar, PhraseGrammar.Write(check.Phrase, check.Language, _options.Decoys), cancellation);

        var start = new ProcessStartInfo(_options.Path, ["-infile", wave, "-jsgf", grammar, "-logfn", "/dev/null"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder,
        };
        using var process = Process.Start(start)!;
        try
        {
            process.StandardInput.Close();
            var complaints = ReadAsync(process.StandardError, cancellation);
            var heard = await ReadAsync(process.StandardOutput, cancellation);
            await complaints;
            await process.WaitForExitAsync(cancellation);
            if (process.ExitCode is not 0)
            {
                LogUnable($"it ended with {process.ExitCode}");
                return Unable("pocketsphinx failed");
            }

            return string.Join(' ', heard.Split((char[])['\n', ' '], StringSplitOptions.RemoveEmptyEntries)) == check.Phrase
                ? Verdict.Verified
                : Verdict.Contradicted("The recording does not say the phrase.");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    /// <summary>All is read, so that the process never waits; what is beyond a few lines is not kept.</summary>
    private static async Task<string> ReadAsync(StreamReader output, CancellationToken cancellation)
    {
        var kept = new System.Text.StringBuilder();
        var piece = new char[4096];
        while (await output.ReadAsync(piece, cancellation) is var count and > 0)
        {
            if (kept.Length < MaxOutput)
                kept.Append(piece, 0, count);
        }

        return kept.ToString();
    }

    private static Verdict Unable(string why) => Verdict.Unverified($"Whether the phrase was spoken is not verified: {why}.");

    [LoggerMessage(73, LogLevel.Warning, "pocketsphinx could not be asked ({Reason}); the consent waits for the operator.")]
    private partial void LogUnable(string reason);
}
