using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.TextFrontend.Markup;

/// <summary>A text that says more than its words, in pieces that are cut anywhere: its steps are those of the whole.</summary>
internal interface IMarkedText
{
    /// <returns>What is certain now.</returns>
    /// <exception cref="SpeechException">Invalid: it is not what it should be.</exception>
    IReadOnlyList<ScriptStep> Append(string piece);

    /// <summary>What has come is read as if the text ended here, as far as it can be.</summary>
    /// <returns>What is certain then.</returns>
    IReadOnlyList<ScriptStep> Flush() => [];

    /// <summary>No more text comes.</summary>
    /// <inheritdoc cref="Append"/>
    IReadOnlyList<ScriptStep> End();
}
