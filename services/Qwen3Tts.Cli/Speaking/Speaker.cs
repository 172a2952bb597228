using Qwen3Tts.Audio.Pcm;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Speaking;

/// <summary>Speaks one utterance into a sink.</summary>
public sealed class Speaker(FleetClient client, TimeProvider time)
{
    /// <exception cref="SpeechException">The fleet refused, failed, or ended without a finish.</exception>
    public async Task<SpeechSummary> SpeakAsync(
        SpeechRequest request, IAsyncEnumerable<string> text, IAudioSink sink, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        TimeSpan? first = null;
        SpeechEvent.Started? started = null;
        SpeechEvent.Finished? finished = null;
        var bytes = 0L;
        var marks = new List<HeardMark>();
        var warnings = new List<string>();
        await foreach (var happened in client.SpeakAsync(request, text, cancellationToken))
        {
            switch (happened)
            {
                case SpeechEvent.Started start:
                    started = start;
                    break;
                case SpeechEvent.Audio audio when started is not null:
                    first ??= time.GetElapsedTime(begun);
                    await sink.WriteAsync(started.SampleRate, audio.Pcm, cancellationToken);
                    bytes += audio.Pcm.Length;
                    break;
                case SpeechEvent.Mark mark when started is not null:
                    marks.Add(new HeardMark(
                        mark.Kind, mark.Name, (double)mark.Sample / started.SampleRate, mark.IsEstimated, mark.TextStart, mark.TextLength));
                    break;
                case SpeechEvent.Warning warning:
                    warnings.Add(warning.Message);
                    break;
                case SpeechEvent.Finished finish:
                    finished = finish;
                    break;
            }
        }

        if (started is null || finished is null)
            throw new SpeechException(SpeechErrorKind.Internal, "The fleet ended the utterance without saying that it is finished.");
        var elapsed = time.GetElapsedTime(begun);
        return new SpeechSummary(
            started.Model,
            started.Mode,
            started.Seed,
            finished.Reason,
            first ?? elapsed,
            elapsed,
            (double)(bytes / Pcm16.BytesPerSample) / started.SampleRate)
        {
            Marks = marks,
            Warnings = warnings,
        };
    }
}
