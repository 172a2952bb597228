using Qwen3Tts.TextFrontend.Markup;

namespace Qwen3Tts.TextFrontend.Grpc;

/// <summary>A text that says more than its words, on the wire: its steps, done.</summary>
/// <param name="style">Of words around which the text names none.</param>
internal sealed class DocumentCall(IMarkedText script, string style, TokenizeCall call)
{
    public Task AppendAsync(string piece, CancellationToken cancellation) => DoAsync(script.Append(piece), cancellation);

    public async Task FlushAsync(CancellationToken cancellation)
    {
        await DoAsync(script.Flush(), cancellation);
        await call.FlushAsync(cancellation);
    }

    public async Task EndAsync(CancellationToken cancellation)
    {
        await DoAsync(script.End(), cancellation);
        await call.EndAsync(cancellation);
    }

    private async Task DoAsync(IReadOnlyList<ScriptStep> steps, CancellationToken cancellation)
    {
        foreach (var step in steps)
        {
            if (step is ScriptStep.Mark mark)
            {
                call.Mark(mark.Name);
                continue;
            }

            await (step switch
            {
                ScriptStep.Words words => call.AppendAsync(words.Text, cancellation),
                ScriptStep.Stretch next => call.BeginStretchAsync(
                    next.Pause, next.Prosody, next.Style is "" ? style : next.Style, next.Voice, cancellation),
                ScriptStep.Turn turn => call.TurnAsync(turn.Prosody, cancellation),
                ScriptStep.Warning warning => call.WarnAsync(warning.Message, cancellation),
                _ => throw new InvalidOperationException($"{step.GetType()} is no step that is known."),
            });
        }
    }
}
