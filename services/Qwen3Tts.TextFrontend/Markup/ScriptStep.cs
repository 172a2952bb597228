using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.TextFrontend.Markup;

/// <summary>What is to be done next for a text that says more than its words.</summary>
internal abstract record ScriptStep
{
    private ScriptStep()
    {
    }

    /// <summary>Words to speak, which go on from those before.</summary>
    public sealed record Words(string Text) : ScriptStep;

    /// <summary>A stretch of speech begins that differs from the one before, or is apart from it.</summary>
    /// <param name="Pause">The silence before it.</param>
    /// <param name="Style">Empty for none.</param>
    /// <param name="Voice">Empty for the utterance's own.</param>
    public sealed record Stretch(TimeSpan Pause, ProsodySettings Prosody, string Style, string Voice) : ScriptStep;

    /// <summary>The words that follow are shaped otherwise, and nothing parts them from those before.</summary>
    public sealed record Turn(ProsodySettings Prosody) : ScriptStep;

    /// <summary>The caller is to be told when this place is heard.</summary>
    public sealed record Mark(string Name) : ScriptStep;

    public sealed record Warning(string Message) : ScriptStep;
}
