using Qwen3Tts.TextFrontend.Markup;

namespace Qwen3Tts.TextFrontend.Ssml;

/// <summary>An SSML document.</summary>
internal sealed class SsmlDocument(SsmlParser parser, SsmlScript script) : IMarkedText
{
    public IReadOnlyList<ScriptStep> Append(string piece) => script.Take(parser.Append(piece));

    public IReadOnlyList<ScriptStep> End() => [.. script.Take(parser.End()), .. script.End()];
}
