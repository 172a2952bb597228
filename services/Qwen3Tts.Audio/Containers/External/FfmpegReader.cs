using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Audio.Containers.External;

/// <summary>
/// Has ffmpeg decode a file that is not trusted. It sees the bytes on its standard input and nothing else: one demuxer, a few decoders,
/// no other protocol, one thread, a bounded address space, processor time and output.
/// </summary>
internal static class FfmpegReader
{
    private const string Limiter = "/usr/bin/prlimit";
    private const long MaxAddressSpace = 1L << 30;
    private const int MaxAllocation = 128 << 20;
    private const int PieceBytes = 64 * 1024;

    /// <param name="demuxer">As ffmpeg names it.</param>
    /// <exception cref="SpeechException">
    /// Invalid: the file cannot be decoded, is too long or takes too long. Unsupported: ffmpeg is not installed.
    /// </exception>
    public static async Task<Waveform> Read(
        ReadOnlyMemory<byte> file, string what, string demuxer, WaveLimits limits, FfmpegSettings settings, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartInfo(demuxer, limits, settings) };
        Start(process, what, settings);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(TimeSpan.FromSeconds(settings.MaxSeconds));
        try
        {
            var sending = Send(process, file, late.Token);
            // A message is a few lines; what a broken file makes it say beyond is not kept.
            var complaints = Drain(process.StandardError.BaseStream, late.Token);
            var wave = await Collect(process.StandardOutput.BaseStream, what, MaxOutput(limits), late.Token);
            await Task.WhenAll(sending, complaints, process.WaitForExitAsync(late.Token));
            return wave.Length > WaveWriter.HeaderBytes && process.ExitCode is 0
                ? WaveReader.Read(wave, limits)
                : throw SpeechException.Invalid($"{Sentence(what)} cannot be decoded: it is damaged, truncated or holds no audio.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw SpeechException.Invalid(string.Create(
                CultureInfo.InvariantCulture, $"{Sentence(what)} took longer than {settings.MaxSeconds:0.#} s to decode; send it as WAV or FLAC."));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static ProcessStartInfo StartInfo(string demuxer, WaveLimits limits, FfmpegSettings settings)
    {
        string[] decoding =
        [
            settings.Path, "-nostdin", "-hide_banner", "-loglevel", "error", "-threads", "1", "-max_alloc", $"{MaxAllocation}",
            "-protocol_whitelist", "cache,pipe", "-format_whitelist", demuxer, "-codec_whitelist", "aac,alac,mp3,mp3float,opus,libopus,vorbis,flac,pcm_s16le",
            "-f", demuxer, "-i", "cache:pipe:0", "-map", "0:a:0", "-vn", "-sn", "-dn",
            // A little more than is allowed, so that the refusal is ours.
            "-t", (limits.MaxSeconds + 1).ToString(CultureInfo.InvariantCulture),
            "-ac", "1", "-c:a", "pcm_f32le", "-f", "wav", "pipe:1",
        ];
        string[] command = File.Exists(Limiter)
            ? [Limiter, $"--as={MaxAddressSpace}", $"--cpu={Math.Ceiling(settings.MaxSeconds)}", "--core=0", .. decoding]
            : decoding;
        return new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
    }

    private static void Start(Process process, string what, FfmpegSettings settings)
    {
        if (!Exists(settings.Path))
            throw Missing(what, settings, null);
        try
        {
            process.Start();
        }
        catch (Win32Exception error)
        {
            throw Missing(what, settings, error);
        }
    }

    private static bool Exists(string path) => path.Contains('/')
        ? File.Exists(path)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, path)));

    private static SpeechException Missing(string what, FfmpegSettings settings, Exception? cause) => new(
        SpeechErrorKind.Unsupported,
        $"The audio is {what}, which takes ffmpeg to decode, and '{settings.Path}' is not installed here; send it as WAV, FLAC, MP3 or Ogg Opus.",
        cause!);

    private static async Task Send(Process process, ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(file, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has seen enough, or ended: its output and exit code say which.
        }
    }

    private static async Task<byte[]> Collect(Stream output, string what, long maxBytes, CancellationToken cancellationToken)
    {
        using var wave = new MemoryStream();
        var piece = new byte[PieceBytes];
        while (await output.ReadAsync(piece, cancellationToken) is var count and > 0)
        {
            if (wave.Length + count > maxBytes)
                throw SpeechException.Invalid($"{Sentence(what)} holds more audio than is accepted.");
            wave.Write(piece, 0, count);
        }

        return wave.ToArray();
    }

    private static async Task Drain(Stream stream, CancellationToken cancellationToken)
    {
        var piece = new byte[PieceBytes];
        while (await stream.ReadAsync(piece, cancellationToken) > 0)
        {
        }
    }

    private static long MaxOutput(WaveLimits limits) => (long)((limits.MaxSeconds + 2) * limits.MaxSampleRate * sizeof(float));

    private static string Sentence(string what) => $"The audio, {what},";
}
