using System.Diagnostics;
using Qwen3Tts.Audio.Resampling;
using Qwen3Tts.Audio.Wave;

namespace Qwen3Tts.Tests;

/// <summary>Debian's pocketsphinx with a grammar of some sentences: tells which of them was said.</summary>
internal sealed class Recogniser : IDisposable
{
    public const string Program = "pocketsphinx_continuous";
    private const int SampleRate = 16_000;

    private readonly TemporaryFolder _folder = new();
    private readonly IReadOnlyList<string> _sentences;

    public Recogniser(IReadOnlyList<string> sentences)
    {
        _sentences = sentences;
        var choices = string.Join(" | ", sentences.Select(sentence => $"( {Words(sentence)} )"));
        File.WriteAllText(_folder.File("sentences.gram"), $"#JSGF V1.0;\ngrammar sentences;\npublic <sentence> = {choices};\n");
    }

    /// <returns>Index of the sentence that was heard; null for none.</returns>
    public async Task<int?> RecogniseAsync(Waveform speech, CancellationToken cancellationToken)
    {
        var heard = await RunAsync(speech, cancellationToken);
        var index = _sentences.Select(Words).ToList().IndexOf(string.Join(' ', heard));
        return index < 0 ? null : index;
    }

    /// <summary>When the words are said.</summary>
    public async Task<IReadOnlyList<WordTime>> TimeAsync(Waveform speech, CancellationToken cancellationToken) =>
        [.. (await RunAsync(speech, cancellationToken, "-time", "yes")).Select(WordTime.Parse).OfType<WordTime>()];

    public void Dispose() => _folder.Dispose();

    private async Task<string[]> RunAsync(Waveform speech, CancellationToken cancellationToken, params string[] options)
    {
        var samples = new Resampler(speech.SampleRate, SampleRate).Resample(speech.Samples);
        var path = _folder.Write("speech.wav", WaveWriter.Write(new Waveform(samples, SampleRate)));
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-infile", path, "-jsgf", _folder.File("sentences.gram"), "-logfn", _folder.File("log"), .. options])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var heard = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode is 0
            ? heard.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : throw new InvalidOperationException($"{Program} ended with {process.ExitCode}.");
    }

    private static string Words(string sentence) =>
        string.Join(' ', sentence.ToLowerInvariant().Split(' ').Select(word => word.Trim('.', ',', '!', '?', ';', ':')));
}
