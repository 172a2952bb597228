using Qwen3Tts.Audio.Pcm;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Cli.Client;

namespace Qwen3Tts.Tests.Speaking;

/// <summary>What came of a request.</summary>
internal sealed record SpokenSpeech(Waveform Wave, IReadOnlyList<SpeechEvent.Mark> Marks, IReadOnlyList<string> Warnings)
{
    public static Task<SpokenSpeech> OfAsync(FleetClient client, SpeechRequest request, string text, CancellationToken cancellation) =>
        OfAsync(client, request, [text], cancellation);

    /// <param name="pieces">The text as it is sent.</param>
    public static async Task<SpokenSpeech> OfAsync(FleetClient client, SpeechRequest request, IEnumerable<string> pieces, CancellationToken cancellation)
    {
        var (samples, marks, warnings, rate) = (new List<float>(), new List<SpeechEvent.Mark>(), new List<string>(), 0);
        await foreach (var happened in client.SpeakAsync(request, pieces.ToAsyncEnumerable(), cancellation))
        {
            switch (happened)
            {
                case SpeechEvent.Started started:
                    rate = started.SampleRate;
                    break;
                case SpeechEvent.Audio audio:
                    samples.AddRange(Pcm16.ToFloat(audio.Pcm.Span));
                    break;
                case SpeechEvent.Mark mark:
                    marks.Add(mark);
                    break;
                case SpeechEvent.Warning warning:
                    warnings.Add(warning.Message);
                    break;
            }
        }

        return new SpokenSpeech(new Waveform([.. samples], rate), marks, warnings);
    }
}
