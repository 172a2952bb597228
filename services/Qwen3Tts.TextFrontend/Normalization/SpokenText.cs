using System.Text;
using Qwen3Tts.TextFrontend.Words;

namespace Qwen3Tts.TextFrontend.Normalization;

/// <summary>What is said so far, and where wanted for which part of the source.</summary>
public sealed class SpokenText
{
    private readonly bool _keepSpans;
    private readonly WordSplitter? _words;

    private readonly StringBuilder _text = new();
    private readonly List<SpokenSpan> _spans = [];
    private readonly List<string> _warnings = [];

    /// <param name="keepSpans">Whether spans are kept.</param>
    public SpokenText(bool keepSpans = false) => _keepSpans = keepSpans;

    /// <param name="words">Told all that is said; null for none.</param>
    internal SpokenText(WordSplitter? words) => _words = words;

    /// <summary>The stretches in order; empty where they are not kept.</summary>
    public IReadOnlyList<SpokenSpan> Spans => _spans;

    /// <summary>What is not said as the source has it, each once; a sentence each.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Takes away what was said since the last time.</summary>
    public string Take()
    {
        var text = _text.ToString();
        _text.Clear();
        return text;
    }

    public override string ToString() => _text.ToString();

    internal void Append(char c)
    {
        _text.Append(c);
        _words?.Append([c], 0, 0, plain: false);
    }

    internal void Append(long start, int length, ReadOnlySpan<char> spoken, SemioticClass kind, string language)
    {
        _text.Append(spoken);
        _words?.Append(spoken, start, length, kind is SemioticClass.Plain);
        if (!_keepSpans)
            return;
        if (kind is SemioticClass.Plain && _spans is [.., { Class: SemioticClass.Plain } last] && last.Start + last.Length == start && last.Language == language)
            _spans[^1] = last with { Length = last.Length + length, Spoken = string.Concat(last.Spoken, spoken) };
        else
            _spans.Add(new SpokenSpan(start, length, spoken.ToString(), kind, language));
    }

    internal void Warn(string warning)
    {
        if (_warnings.Count < 32 && !_warnings.Contains(warning))
            _warnings.Add(warning);
    }
}
