using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.Gateway.Synthesis.Stages;

/// <summary>Ids of words, in order, or something that lies between them.</summary>
/// <param name="End">Whether they are the last.</param>
internal readonly record struct TokenUnits(int[] Ids, bool End)
{
    /// <summary>A stretch begins here.</summary>
    public StretchUnits? Stretch { get; init; }

    /// <summary>From here on the stretch is shaped so.</summary>
    public ProsodySettings? Turn { get; init; }

    /// <summary>The stretch that has begun begins anew, with this prompt.</summary>
    public PromptTokens? Prompt { get; init; }

    /// <summary>Words that begin among the ids so far, each with its token, counted from the last prompt.</summary>
    public IReadOnlyList<(MarkedPlace Place, int Token)> Words { get; init; } = [];

    /// <summary>Tokens that a word begins with, and whether a sentence does, counted from the last prompt.</summary>
    public IReadOnlyList<(int Token, bool Sentence)> Starts { get; init; } = [];

    /// <summary>A mark of this name lies here.</summary>
    public string? Mark { get; init; }

    /// <summary>Something is not done as the text asks.</summary>
    public string? Warning { get; init; }
}
