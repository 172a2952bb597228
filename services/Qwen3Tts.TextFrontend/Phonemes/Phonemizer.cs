using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using Qwen3Tts.TextFrontend.Limits;

namespace Qwen3Tts.TextFrontend.Phonemes;

/// <summary>The sounds of a text by espeak-ng, where that is installed. It sees the text on its standard input.</summary>
internal sealed class Phonemizer(IOptions<TextFrontendOptions> options, TimeProvider time)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    private static readonly Dictionary<string, string> s_voices = new() { ["zh"] = "cmn", ["en"] = "en-us", ["fr"] = "fr-fr", ["pt"] = "pt-br" };

    /// <returns>In the International Phonetic Alphabet; empty where espeak-ng is not installed or gave nothing in time.</returns>
    public async Task<string> SayAsync(string text, string language, CancellationToken cancellation)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(options.Value.EspeakPath, ["-q", "--ipa", "-v", s_voices.GetValueOrDefault(language, language), "--stdin"])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return "";
        }

        using var late = new CancellationTokenSource(s_longest, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            var sounds = process.StandardOutput.ReadToEndAsync(stop.Token);
            var complaints = process.StandardError.ReadToEndAsync(stop.Token);
            await process.StandardInput.WriteAsync(text.AsMemory(), stop.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(stop.Token);
            await complaints;
            return process.ExitCode is 0 ? string.Join(' ', (await sounds).Split(['\n', '\r', ' '], StringSplitOptions.RemoveEmptyEntries)) : "";
        }
        catch (Exception error) when ((error is OperationCanceledException && !cancellation.IsCancellationRequested) || error is IOException)
        {
            return "";
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
