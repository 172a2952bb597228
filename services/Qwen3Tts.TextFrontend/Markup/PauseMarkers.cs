using System.Globalization;
using System.Text.RegularExpressions;
using Qwen3Tts.Speech.Prosody;
using Qwen3Tts.TextFrontend.Normalization;

namespace Qwen3Tts.TextFrontend.Markup;

/// <summary>
/// Plain text with the pauses that people mark in it: <c>[pause]</c>, <c>[pause 500ms]</c>, <c>[pause 1.5s]</c>, an ellipsis and an em dash.
/// All else is left as it is.
/// </summary>
internal sealed partial class PauseMarkers : IMarkedText
{
    private const string Opening = "[pause";

    // What is longer is no marker: it does not wait for its end.
    private const int MaxMarker = 24;

    private const int MaxSpace = 64;

    private const string Closing = ".,;:!?…)]}\"'”’»。，、！？；：」』）";
    private static readonly TimeSpan Default = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Ellipsis = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Dash = TimeSpan.FromMilliseconds(200);

    private readonly List<ScriptStep> _steps = [];
    private string _held = "";
    private TimeSpan _pause;
    private bool _apart;

    // Before a pause it is left out.
    private string _space = "";
    private char _last;

    public IReadOnlyList<ScriptStep> Append(string piece)
    {
        Read(piece, ends: false);
        return Take();
    }

    public IReadOnlyList<ScriptStep> Flush()
    {
        Read("", ends: true);
        return Take();
    }

    public IReadOnlyList<ScriptStep> End()
    {
        Read("", ends: true);
        if (_pause > TimeSpan.Zero && _last is not default(char))
            Begin();
        WriteSpace();
        return Take();
    }

    private void Read(string piece, bool ends)
    {
        _held += piece;
        var (said, at) = (0, 0);
        while (at < _held.Length)
        {
            var found = Find(_held.AsSpan(at), ends);
            if (found.IsOpen)
                break;
            if (found.Pause is { } pause)
            {
                Say(_held.AsSpan(said, at - said));
                Say(found.Sign);
                _pause = _pause + pause > PauseLimit.Longest ? PauseLimit.Longest : _pause + pause;
                said = at + found.Length;
            }

            at += found.Length;
        }

        Say(_held.AsSpan(said, at - said));
        _held = _held[at..];
    }

    /// <summary>What stands at the beginning.</summary>
    /// <returns>How long it is, the pause that it marks, the sign that stays in its place; or that it depends on what follows.</returns>
    private (int Length, TimeSpan? Pause, string Sign, bool IsOpen) Find(ReadOnlySpan<char> text, bool ends)
    {
        switch (text[0])
        {
            case '…':
                return (1, Ellipsis, "…", false);
            case '—':
                return (1, Dash, "", false);
            case '.':
                var dots = text.IndexOfAnyExcept('.');
                if (dots < 0 && !ends)
                    return (0, null, "", true);
                dots = dots < 0 ? text.Length : dots;
                return dots > 2 ? (dots, Ellipsis, "…", false) : (dots, null, "", false);
            case '[':
                var seen = text[..Math.Min(text.Length, Opening.Length)];
                if (!Opening.AsSpan(0, seen.Length).Equals(seen, StringComparison.OrdinalIgnoreCase))
                    return (1, null, "", false);
                var end = text[..Math.Min(text.Length, MaxMarker)].IndexOf(']');
                if (end < 0)
                    return (1, null, "", text.Length < MaxMarker && !ends);
                return (end + 1, PauseOf(text[..(end + 1)].ToString()), "", false);
            default:
                var next = text.IndexOfAny("…—.[");
                return (next < 0 ? text.Length : next, null, "", false);
        }
    }

    private TimeSpan? PauseOf(string marker)
    {
        var match = Marker().Match(marker);
        if (!match.Success)
        {
            _steps.Add(new ScriptStep.Warning($"'{marker}' is read as text; a pause is marked as [pause], [pause 500ms] or [pause 1.5s]."));
            return null;
        }

        if (!match.Groups["value"].Success)
            return Default;
        var value = double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture);
        var seconds = match.Groups["unit"].Value is "ms" or "MS" ? value / 1000 : value;
        return PauseLimit.Keep(seconds, warning => _steps.Add(new ScriptStep.Warning(warning)));
    }

    private void Say(ReadOnlySpan<char> words)
    {
        if (_pause > TimeSpan.Zero)
        {
            // A sign behind a marker belongs to the words before it.
            while (!_apart && words.Length > 0 && _last is not default(char) && Closing.Contains(words[0], StringComparison.Ordinal))
            {
                Write(words[..1]);
                words = words[1..];
            }

            var trimmed = words.TrimStart();
            _apart |= trimmed.Length < words.Length;
            if (trimmed.IsEmpty)
                return;
            Begin();
            if (_apart && _last is not default(char))
                Write(" ");
            _apart = false;
            words = trimmed;
        }

        Write(words);
    }

    // A phrase that goes on is not said as a sentence's end.
    private void Begin()
    {
        (_apart, _space) = (_apart || _space.Length > 0, "");
        if (char.IsLetterOrDigit(_last))
            Write(IsWide(_last) ? "，" : ",");
        _steps.Add(new ScriptStep.Stretch(_pause, ProsodySettings.Neutral, "", ""));
        _pause = TimeSpan.Zero;
    }

    private void Write(ReadOnlySpan<char> words)
    {
        var visible = words.TrimEnd();
        if (!visible.IsEmpty)
        {
            _steps.Add(new ScriptStep.Words(_space + visible.ToString()));
            (_space, _last) = ("", visible[^1]);
        }

        _space += words[visible.Length..].ToString();
        if (_space.Length > MaxSpace)
            WriteSpace();
    }

    private void WriteSpace()
    {
        if (_space.Length > 0)
            _steps.Add(new ScriptStep.Words(_space));
        _space = "";
    }

    private ScriptStep[] Take()
    {
        ScriptStep[] steps = [.. _steps];
        _steps.Clear();
        return steps;
    }

    private static bool IsWide(char letter) => Scripts.IsUnspaced(letter);

    [GeneratedRegex(@"^\[pause(\s*[:=]?\s*(?<value>\d{1,6}(\.\d{1,3})?)\s*(?<unit>ms|s))?\s*\]$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Marker();
}
