using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Qwen3Tts.Cli.Commands;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Architecture;

/// <summary>The README says what is so.</summary>
public sealed class ReadmeTest
{
    private static readonly string Readme = File.ReadAllText(Repository.File("README.md"));

    public static TheoryData<string> ClientExamples =>
        ["tests/Clients/csharp/SayClient.cs", "tests/Clients/python/say.py", "tests/Clients/node/say.js"];

    [Theory]
    [MemberData(nameof(ClientExamples))]
    public void ClientExample_StandsThereAsItIsTested(string file) =>
        Assert.Contains($"\n{File.ReadAllText(Repository.File(file)).Trim()}\n```", Readme, StringComparison.Ordinal);

    [Fact]
    public void Commands_AreAllThere()
    {
        var root = new Qwen3TtsCommand(new CommandEnvironment
        {
            Output = TextWriter.Null, Error = TextWriter.Null, StandardInput = () => Stream.Null, StandardOutput = () => Stream.Null,
        });

        Assert.All(root.Subcommands, command => Assert.Contains($"\n| `qwen3tts {command.Name}", Readme, StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_AreAllThereWithTheirDefaults()
    {
        var options = Options();
        var rows = from type in options
                   let defaults = Activator.CreateInstance(type)
                   from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                   select $"| `{type.GetField("Section")!.GetRawConstantValue()}:{property.Name}` | {Write(property.GetValue(defaults))} |";

        var missing = rows.Where(row => !Readme.Contains(row, StringComparison.Ordinal));

        Assert.Empty(missing);
        Assert.True(options.Count() > 10, "The settings were not found.");
    }

    [Fact]
    public void WordErrorRates_AreThoseOfTheCheckpoint()
    {
        var rows = File.ReadLines(Path.Combine(EmbeddedCheckpoint.Folder, "README.md")).Where(line => line.Contains(" % |", StringComparison.Ordinal));

        Assert.Equal(4, rows.Count());
        Assert.All(rows, row => Assert.Contains($"\n{row}\n", Readme, StringComparison.Ordinal));
    }

    /// <summary>Every setting, as <c>Section:Name</c>.</summary>
    internal static IEnumerable<string> Settings() =>
        from type in Options()
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        select $"{type.GetField("Section")!.GetRawConstantValue()}:{property.Name}";

    private static IEnumerable<Type> Options() =>
        from assembly in Assemblies()
        from type in assembly.GetExportedTypes()
        where type.GetField("Section") is { IsLiteral: true } && type.Name.EndsWith("Options", StringComparison.Ordinal)
        select type;

    private static IEnumerable<Assembly> Assemblies() =>
        typeof(LocalFleet).Assembly.GetReferencedAssemblies()
            .Where(name => name.Name!.StartsWith("Qwen3Tts.", StringComparison.Ordinal))
            .Select(Assembly.Load);

    private static string Write(object? value) => value switch
    {
        null or Array => "",
        bool flag => flag ? "true" : "false",
        _ => TypeDescriptor.GetConverter(value).ConvertToString(null, CultureInfo.InvariantCulture, value)!,
    };
}
