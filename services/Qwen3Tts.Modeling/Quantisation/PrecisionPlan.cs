using System.Diagnostics.CodeAnalysis;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Quantisation;

/// <summary>
/// Which weights are held how: one format for all, and exceptions for a network or a kind of layer. Written as
/// <c>int4</c> or <c>int4,predictor=int8,talker.down_proj=int8</c>; the most particular one counts.
/// </summary>
public sealed class PrecisionPlan
{
    private static readonly string[] Kinds = ["qkv_proj", "o_proj", "gate_proj", "up_proj", "down_proj", "head"];

    private static readonly Dictionary<string, WeightFormat> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        ["fp32"] = WeightFormat.Float32,
        ["bf16"] = WeightFormat.BFloat16,
        ["fp16"] = WeightFormat.Float16,
        ["int8"] = WeightFormat.Int8,
        ["int4"] = WeightFormat.Int4,
        ["int4a"] = WeightFormat.Int4Asymmetric,
    };

    private readonly SortedDictionary<string, WeightFormat> _formats;

    // Below what it is read with: static fields are set from the top down.
    public static readonly PrecisionPlan Float32 = Parse("fp32");

    private PrecisionPlan(SortedDictionary<string, WeightFormat> formats) => _formats = formats;

    /// <exception cref="SpeechException">Invalid: names what was wrong and what would be right.</exception>
    public static PrecisionPlan Parse(string text)
    {
        var formats = new SortedDictionary<string, WeightFormat>(StringComparer.Ordinal);
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (place, format) = entry.Split('=', 2, StringSplitOptions.TrimEntries) is [var named, var value] ? (named.ToLowerInvariant(), value) : ("", entry);
            if (place is "embeddings" or "codec")
                throw Bad(text, place == "codec" ? "how the codec's weights are held is chosen by Decoder:Precision" : "embeddings are always read from the checkpoint's own file, row by row");
            if (!IsPlace(place))
                throw Bad(text, $"'{place}' is no part: talker, predictor, or one of these with a layer such as talker.{string.Join(", .", Kinds)}");
            if (!Formats.TryGetValue(format, out var known))
                throw Bad(text, $"'{format}' is none of {string.Join(", ", Formats.Keys)}");
            if (!formats.TryAdd(place, known))
                throw Bad(text, place.Length == 0 ? "it has two formats for everything" : $"it has two formats for {place}");
        }

        return formats.ContainsKey("") ? new PrecisionPlan(formats) : throw Bad(text, "one entry must be a format alone, for all that the others do not name");
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out PrecisionPlan? plan, [NotNullWhen(false)] out string? error)
    {
        try
        {
            (plan, error) = (Parse(text), null);
            return true;
        }
        catch (SpeechException wrong)
        {
            (plan, error) = (null, wrong.Message);
            return false;
        }
    }

    /// <summary>The format of a kind of layer.</summary>
    public WeightFormat Of(NetworkPart part, string kind)
    {
        var name = Name(part);
        return _formats.TryGetValue($"{name}.{kind}", out var format) || _formats.TryGetValue(name, out format) ? format : _formats[""];
    }

    /// <summary>The formats that it gives to anything.</summary>
    public IEnumerable<WeightFormat> Used => Enum.GetValues<NetworkPart>().SelectMany(part => Kinds.Select(kind => Of(part, kind))).Distinct();

    /// <summary>What of it a device does not serve, in words; null where it serves all. A GPU computes each network in <c>fp32</c> or <c>fp16</c>.</summary>
    public string? ProblemOn(ExecutionDevice device) =>
        device is ExecutionDevice.Cpu || Enum.GetValues<NetworkPart>().All(part => Describe(part) is "fp32" or "fp16")
            ? null
            : $"with Models:Device=cuda it is fp32 or fp16, for each of talker and predictor, not '{this}'";

    /// <exception cref="SpeechException">Unsupported: the device does not serve it; says what would be right.</exception>
    public void EnsureServedBy(ExecutionDevice device)
    {
        if (ProblemOn(device) is { } problem)
            throw SpeechException.Unsupported($"Models:Precision: {problem}.");
    }

    /// <summary>The same for one network, and exact weights for the others.</summary>
    internal PrecisionPlan Only(NetworkPart part)
    {
        var formats = new SortedDictionary<string, WeightFormat>(StringComparer.Ordinal) { [""] = WeightFormat.Float32 };
        foreach (var kind in Kinds)
            formats[$"{Name(part)}.{kind}"] = Of(part, kind);
        return new PrecisionPlan(formats);
    }

    /// <summary>What holds for one network, in a form that names the cache entry: equal where the weights are equal.</summary>
    public string Describe(NetworkPart part)
    {
        var kinds = Kinds.Select(kind => (kind, format: Of(part, kind))).ToArray();
        var main = kinds.GroupBy(kind => kind.format).MaxBy(group => group.Count())!.Key;
        return string.Join('-', kinds.Where(kind => kind.format != main).Select(kind => $"{kind.kind}.{Text(kind.format)}").Prepend(Text(main)));
    }

    /// <summary>As it is written.</summary>
    public override string ToString() =>
        string.Join(',', _formats.Select(entry => entry.Key.Length == 0 ? Text(entry.Value) : $"{entry.Key}={Text(entry.Value)}"));

    private static string Name(NetworkPart part) => part is NetworkPart.Talker ? "talker" : "predictor";

    /// <summary>What a format is written as.</summary>
    internal static string Text(WeightFormat format) => Formats.First(entry => entry.Value == format).Key;

    private static bool IsPlace(string place) => place.Length == 0 || Enum.GetValues<NetworkPart>().Select(Name)
        .Any(part => place == part || Kinds.Any(kind => place == $"{part}.{kind}"));

    private static SpeechException Bad(string text, string why) => SpeechException.Invalid($"The precision '{text}' cannot be read: {why}.");
}
