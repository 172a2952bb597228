namespace Qwen3Tts.Cli.Load;

/// <summary>How fast a writer, such as a language model, writes.</summary>
/// <param name="TokensPerSecond">On average.</param>
/// <param name="Jitter">A token takes between (1 − jitter) and (1 + jitter) times the average, evenly spread; 0 to 1.</param>
/// <param name="Split">A text in its tokens.</param>
public sealed record WritingPace(double TokensPerSecond, double Jitter, Func<string, IReadOnlyList<string>> Split)
{
    /// <summary>When each token of an utterance has been written, from the writer's start on.</summary>
    public IEnumerable<TimeSpan> Times(ulong seed, int utterance, int tokens)
    {
        var at = 0.0;
        for (var token = 0; token < tokens; token++)
        {
            at += (1 + Jitter * (2 * Draw.Writing.Uniform(seed, utterance, token) - 1)) / TokensPerSecond;
            yield return TimeSpan.FromSeconds(at);
        }
    }
}
