using System.Text.Json;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>A JSON object of a configuration file. Every value read is checked, and every error names file and field.</summary>
internal sealed class ConfigurationNode
{
    private const int MaxLength = 4 << 20;

    private readonly string _path;
    private readonly string _prefix;
    private readonly JsonElement _json;

    private ConfigurationNode(string path, string prefix, JsonElement json)
    {
        _path = path;
        _prefix = prefix;
        _json = json;
    }

    /// <exception cref="SpeechException">The file is missing, too large or no JSON object.</exception>
    public static ConfigurationNode Read(string path)
    {
        try
        {
            if (new FileInfo(path) is { Length: > MaxLength })
                throw SpeechException.Invalid($"{path}: a configuration has at most {MaxLength:N0} bytes.");
            using var json = JsonDocument.Parse(
                File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
            Decode(json.RootElement);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? new ConfigurationNode(path, "", json.RootElement.Clone())
                : throw SpeechException.Invalid($"{path}: is a JSON {json.RootElement.ValueKind}; an object is expected.");
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new SpeechException(SpeechErrorKind.Invalid, $"{path}: cannot be read as JSON ({error.Message}).", error);
        }
    }

    public bool Has(string field) => _json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null;

    public ConfigurationNode Object(string field) => Value(field) is { ValueKind: JsonValueKind.Object } value
        ? new ConfigurationNode(_path, $"{_prefix}{field}.", value)
        : throw Bad(field, "an object");

    public string Text(string field) => Value(field) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw Bad(field, "a text");

    /// <summary>A text that is one of <paramref name="known"/>.</summary>
    public string OneOf(string field, params string[] known)
    {
        var text = Text(field);
        return known.Contains(text) ? text : throw Bad(field, $"one of {string.Join(", ", known)}");
    }

    public bool Flag(string field, bool otherwise) => !Has(field)
        ? otherwise
        : Value(field).ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Bad(field, "true or false"),
        };

    public int Integer(string field, int least, int most) =>
        TryInteger(Value(field), least, most, out var number) ? number : throw Bad(field, $"a whole number from {least} to {most}");

    public int Integer(string field, int least, int most, int otherwise) => Has(field) ? Integer(field, least, most) : otherwise;

    public double Number(string field, double least, double most) =>
        Value(field) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) && number >= least && number <= most
            ? number
            : throw Bad(field, FormattableString.Invariant($"a number from {least} to {most}"));

    public double Number(string field, double least, double most, double otherwise) => Has(field) ? Number(field, least, most) : otherwise;

    public IReadOnlyList<int> Integers(string field, int least, int most, int atMost)
    {
        var value = Value(field);
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 || value.GetArrayLength() > atMost)
            throw Bad(field, $"a list of 1 to {atMost} numbers");
        return
        [
            .. value.EnumerateArray().Select(item =>
                TryInteger(item, least, most, out var number) ? number : throw Bad(field, $"whole numbers from {least} to {most}")),
        ];
    }

    public IReadOnlyList<int> Integers(string field, int least, int most, int atMost, params int[] otherwise) =>
        Has(field) ? Integers(field, least, most, atMost) : otherwise;

    /// <summary>Names with an id each, in the file's order; none where the field is absent.</summary>
    public IReadOnlyDictionary<string, int> Ids(string field, int most)
    {
        var ids = new OrderedDictionary<string, int>();
        if (!Has(field))
            return ids;
        var map = Object(field);
        foreach (var entry in map._json.EnumerateObject())
            ids.Add(entry.Name, TryInteger(entry.Value, 0, most, out var id) ? id : throw map.Bad(entry.Name, $"an id from 0 to {most}"));
        return ids;
    }

    /// <summary>Names with a text each, or null where it is false.</summary>
    public IReadOnlyDictionary<string, string?> TextOrFalse(string field)
    {
        var texts = new Dictionary<string, string?>();
        if (!Has(field))
            return texts;
        var map = Object(field);
        foreach (var entry in map._json.EnumerateObject())
        {
            texts.Add(entry.Name, entry.Value.ValueKind switch
            {
                JsonValueKind.False => null,
                JsonValueKind.String => entry.Value.GetString(),
                _ => throw map.Bad(entry.Name, "false or a text"),
            });
        }

        return texts;
    }

    /// <summary>An error about <paramref name="field"/>: what it is, and what is expected.</summary>
    public SpeechException Bad(string field, string expected) => SpeechException.Invalid(
        _json.TryGetProperty(field, out _)
            ? $"{_path}: {_prefix}{field} is {Show(_json.GetProperty(field))}; {expected} is expected."
            : $"{_path}: {_prefix}{field} is missing; {expected} is expected.");

    /// <summary>Decodes every text once: JSON takes an escape such as "\uD800" that is no text, and says so only when it is read.</summary>
    private static void Decode(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Decode(item);
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    Decode(property.Value);
                }

                break;
        }
    }

    private JsonElement Value(string field) => _json.TryGetProperty(field, out var value) ? value : default;

    private static bool TryInteger(JsonElement value, int least, int most, out int number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number) && number >= least && number <= most;
    }

    private static string Show(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? $"'{value.GetString()}'" : value.GetRawText();
        return text.Length <= 80 ? text : $"{text[..80]}…";
    }
}
