using System.Reflection;
using Google.Protobuf.Reflection;

namespace Qwen3Tts.UnitTests.Protocol;

/// <summary>
/// What another version goes by on the wire: a line for each message, field, reserved number, enumeration, value, service and method. A line is
/// what it is of, then <c>": "</c> and what may not change of it.
/// </summary>
internal sealed class WireContract
{
    private const string Package = "qwen3tts.";
    private const string Separator = ": ";

    // Of an open range such as "100 to max".
    private const int MostReserved = 1000;

    private WireContract(IEnumerable<(string Of, string What)> entries) =>
        Entries = new SortedDictionary<string, string>(entries.ToDictionary(entry => entry.Of, entry => entry.What), StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Entries { get; }

    /// <summary>That of the protos that this build is made of.</summary>
    public static WireContract OfThisBuild() => new(
        typeof(V1.SynthesizeRequest).Assembly.GetTypes()
            .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static))
            .Where(property => property?.PropertyType == typeof(FileDescriptor))
            .Select(property => (FileDescriptor)property!.GetValue(null)!)
            .Where(file => file.Package.StartsWith(Package, StringComparison.Ordinal))
            .SelectMany(Of));

    public static WireContract Parse(IEnumerable<string> lines) =>
        new(lines.Where(line => line is not "").Select(line => line.Split(Separator, 2)).Select(parts => (parts[0], parts.ElementAtOrDefault(1) ?? "")));

    public IEnumerable<string> Lines() => Entries.Select(entry => entry.Value is "" ? entry.Key : $"{entry.Key}{Separator}{entry.Value}");

    private static IEnumerable<(string Of, string What)> Of(FileDescriptor file) =>
    [
        .. file.MessageTypes.SelectMany(Of),
        .. file.EnumTypes.SelectMany(Of),
        .. file.Services.SelectMany(service => service.Methods
            .Select(method => ($"method {method.FullName}", $"{Stream(method.IsClientStreaming)}{method.InputType.FullName} returns {Stream(method.IsServerStreaming)}{method.OutputType.FullName}"))
            .Prepend(($"service {service.FullName}", ""))),
    ];

    private static IEnumerable<(string Of, string What)> Of(MessageDescriptor message) =>
    [
        ($"message {message.FullName}", ""),
        .. message.Fields.InDeclarationOrder().Select(field => ($"field {message.FullName} {field.FieldNumber}", Of(field))),
        .. message.ToProto().ReservedRange
            .SelectMany(range => Enumerable.Range(range.Start, Math.Min(range.End - range.Start, MostReserved)))
            .Select(number => ($"reserved {message.FullName} {number}", "")),
        .. message.NestedTypes.SelectMany(Of),
        .. message.EnumTypes.SelectMany(Of),
    ];

    private static IEnumerable<(string Of, string What)> Of(EnumDescriptor values) =>
    [
        ($"enum {values.FullName}", ""),
        .. values.Values.DistinctBy(value => value.Number).Select(value => ($"value {values.FullName} {value.Number}", value.Name)),
        // Of an enumeration the end belongs to the range.
        .. values.ToProto().ReservedRange
            .SelectMany(range => Enumerable.Range(range.Start, Math.Min(range.End - range.Start + 1, MostReserved)))
            .Select(number => ($"reserved {values.FullName} {number}", "")),
    ];

    private static string Of(FieldDescriptor field)
    {
        var type = field.FieldType switch
        {
            FieldType.Message => field.MessageType.FullName,
            FieldType.Enum => field.EnumType.FullName,
            var scalar => scalar.ToString().ToLowerInvariant(),
        };
        var label = field.IsRepeated ? field.IsPacked ? "repeated packed" : "repeated" : field.HasPresence ? "present or absent" : "implicit";
        return $"{field.Name}, {type}, {label}{(field.RealContainingOneof is { } oneof ? $", of oneof {oneof.Name}" : "")}";
    }

    private static string Stream(bool streams) => streams ? "stream " : "";
}
