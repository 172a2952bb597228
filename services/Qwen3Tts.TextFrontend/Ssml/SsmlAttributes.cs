using System.Globalization;
using System.Xml;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Prosody;
using Qwen3Tts.TextFrontend.Markup;

namespace Qwen3Tts.TextFrontend.Ssml;

/// <summary>The attributes of the element that a reader is at, as SSML 1.1 writes them.</summary>
internal readonly struct SsmlAttributes(XmlReader reader, List<SsmlEvent> events)
{
    public string Optional(string name) => reader.GetAttribute(name)?.Trim() ?? "";

    /// <exception cref="SpeechException">Invalid: it is not there, or empty.</exception>
    public string Required(string name) => Optional(name) is { Length: > 0 } value
        ? value
        : throw SpeechException.Invalid($"<{reader.Name}> has no '{name}', which it needs.");

    /// <summary>Without a time or a strength it is 500 ms.</summary>
    public TimeSpan ReadBreak()
    {
        var seconds = Optional("time") is { Length: > 0 } time
            ? Seconds(time) ?? throw Wrong("time", time, "such as 500ms or 1.5s")
            : Optional("strength") switch
            {
                "none" => 0,
                "x-weak" => 0.1,
                "weak" => 0.25,
                "" or "medium" => 0.5,
                "strong" => 0.75,
                "x-strong" => 1,
                var strength => throw Wrong("strength", strength, "none, x-weak, weak, medium, strong or x-strong"),
            };
        var told = events;
        return PauseLimit.Keep(seconds, warning => told.Add(new SsmlEvent.Warning(warning)));
    }

    /// <summary>Levels as they are usually rendered: a little louder, slower and higher, or the reverse.</summary>
    public ProsodySettings ReadEmphasis() => Optional("level") switch
    {
        "strong" => new ProsodySettings(0.85, 1.5, 4),
        "" or "moderate" => new ProsodySettings(0.9, 1, 3),
        "none" => ProsodySettings.Neutral,
        "reduced" => new ProsodySettings(1.1, -0.5, -3),
        var level => throw Wrong("level", level, "strong, moderate, none or reduced"),
    };

    public ProsodySettings ReadProsody()
    {
        foreach (var name in (string[])["contour", "range", "duration"])
        {
            if (Optional(name).Length > 0)
                Warn($"'{name}' of <prosody> is not applied; rate, pitch and volume are.");
        }

        var asked = new ProsodySettings(Rate(Optional("rate")), Semitones(Optional("pitch")), Decibels(Optional("volume")));
        var made = asked.Within(ProsodySettings.Neutral);
        if (made != asked)
            Warn($"<prosody> asks for a rate of {asked.Rate:0.###}, {asked.Semitones:0.#} semitones, {asked.Decibels:0.#} dB; made are {made.Rate:0.###}, {made.Semitones:0.#}, {made.Decibels:0.#}.");

        return made;
    }

    // A percentage with a sign is a change, one without a sign or a plain number a multiple.
    private double Rate(string text) => text switch
    {
        "" or "default" or "medium" => 1,
        "x-slow" => 0.5,
        "slow" => 0.75,
        "fast" => 1.35,
        "x-fast" => 1.75,
        _ => Measure.Parse(text) switch
        {
            { Unit: "%", Signed: true } change => 1 + change.Value / 100,
            { Unit: "%", Value: > 0 } multiple => multiple.Value / 100,
            { Unit: "", Signed: false, Value: > 0 } multiple => multiple.Value,
            _ => throw Wrong("rate", text, "such as slow, fast, 80%, +20% or 1.2"),
        },
    };

    private double Semitones(string text)
    {
        switch (text)
        {
            case "" or "default" or "medium":
                return 0;
            case "x-low":
                return -4;
            case "low":
                return -2;
            case "high":
                return 2;
            case "x-high":
                return 4;
        }

        switch (Measure.Parse(text))
        {
            case { Unit: "st", Signed: true } steps:
                return steps.Value;
            case { Unit: "%", Signed: true, Value: > -100 } change:
                return 12 * Math.Log2(1 + change.Value / 100);
            case { Unit: "Hz" }:
                Warn($"A pitch of {text} is not applied: the voice's own is not known. Give it in semitones, such as +2st.");
                return 0;
            default:
                throw Wrong("pitch", text, "such as low, high, +2st or -10%");
        }
    }

    // A plain number is SSML 1.0's, of which 100 is as loud as it was made.
    private double Decibels(string text) => text switch
    {
        "" or "default" or "medium" => 0,
        "silent" => ProsodySettings.MinDecibels,
        "x-soft" => -12,
        "soft" => -6,
        "loud" => 4,
        "x-loud" => 8,
        _ => Measure.Parse(text) switch
        {
            { Unit: "dB" } change => change.Value,
            { Unit: "%", Signed: true, Value: > -100 } change => 20 * Math.Log10(1 + change.Value / 100),
            { Unit: "", Signed: false, Value: 0 } => ProsodySettings.MinDecibels,
            { Unit: "", Signed: false, Value: <= 100 } share => 20 * Math.Log10(share.Value / 100),
            _ => throw Wrong("volume", text, "such as soft, loud, +6dB or -10%"),
        },
    };

    private static double? Seconds(string text) => Measure.Parse(text) switch
    {
        { Unit: "ms", Value: >= 0 } time => time.Value / 1000,
        { Unit: "s", Value: >= 0 } time => time.Value,
        _ => null,
    };

    private SpeechException Wrong(string name, string value, string right) =>
        SpeechException.Invalid($"'{name}' of <{reader.Name}> is '{value}'; it must be {right}.");

    private void Warn(FormattableString message) => events.Add(new SsmlEvent.Warning(message.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A number and its unit.</summary>
    /// <param name="Signed">It is written with a sign.</param>
    private sealed record Measure(double Value, string Unit, bool Signed)
    {
        public static Measure? Parse(string text)
        {
            var digits = text.AsSpan().IndexOfAnyExcept("+-.0123456789");
            var number = digits < 0 ? text : text[..digits];
            return double.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
                && Math.Abs(value) < 1e6
                ? new Measure(value, digits < 0 ? "" : text[digits..].Trim(), text[0] is '+' or '-')
                : null;
        }
    }
}
