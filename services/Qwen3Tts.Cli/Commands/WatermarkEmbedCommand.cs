using System.CommandLine;
using Qwen3Tts.Audio.Resampling;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>watermark embed</c>: marks a file.</summary>
public sealed class WatermarkEmbedCommand : Command
{
    public WatermarkEmbedCommand(CommandEnvironment environment)
        : base("embed", "Embed a mark into a WAV file; the result is 24 kHz, mono, 16 bits.")
    {
        var file = new Argument<string>("FILE") { Description = "A WAV file of up to 10 minutes." };
        var output = new Option<string?>("--output", "-o") { Description = "The file to write.", HelpName = "FILE", Required = true };
        var payload = new Option<string>("--payload") { Description = "What the mark says, such as 1-20-300.", HelpName = "OPERATOR-VOICE-UTTERANCE", Required = true };
        output.RequireFolder();
        payload.Validators.Add(result =>
        {
            try
            {
                WatermarkPayload.Parse(result.GetRequiredValue(payload));
            }
            catch (SpeechException error)
            {
                result.AddError($"--payload: {error.Message}");
            }
        });
        var key = new WatermarkKeyOption();
        Arguments.Add(file);
        foreach (var option in (Option[])[output, payload, key])
            Options.Add(option);
        SetAction(async (parsed, cancellationToken) =>
        {
            var secret = await key.ReadAsync(parsed, cancellationToken);
            var audio = await MarkedFile.ReadAsync(parsed.GetRequiredValue(file), cancellationToken);
            var marked = Mark(audio, secret, WatermarkPayload.Parse(parsed.GetRequiredValue(payload)));
            await File.WriteAllBytesAsync(parsed.GetRequiredValue(output)!, WaveWriter.Write(marked), cancellationToken);
            environment.Output.WriteLine($"Marked {marked.Seconds:0.0} s with {parsed.GetValue(payload)} -> {parsed.GetValue(output)}");
            return ExitCodes.Success;
        });
    }

    private static Waveform Mark(Waveform audio, WatermarkKey key, WatermarkPayload payload)
    {
        var samples = new Resampler(audio.SampleRate, WatermarkLayout.SampleRate).Resample(audio.Samples);
        var marked = new float[samples.Length];
        var embedder = new WatermarkEmbedder(key, payload);
        var written = embedder.Process(samples, marked);
        embedder.Flush(marked.AsSpan(written));
        return new Waveform(marked, WatermarkLayout.SampleRate);
    }
}
