namespace Qwen3Tts.UnitTests.Architecture;

public sealed class SourceFilesTest
{
    private const int MaxLines = 400;
    private const int MaxProgramLines = 25;

    private static readonly string[] WireNamespaces = ["Qwen3Tts.V1", "Qwen3Tts.Internal.V1"];

    [Fact]
    public void WireTypes_AreUsedOnlyAtTheEdges() => Assert.Empty(
        Sources.Files("services").Where(file => !IsEdge(Sources.Relative(file)) && UsesWire(file)).Select(Sources.Relative));

    [Fact]
    public void WireTypes_AreUsedSomewhere() => Assert.Contains(Sources.Files("services"), UsesWire);

    [Fact]
    public void Program_IsShort() => Assert.Empty(Long(
        Sources.Files("services").Where(file => Path.GetFileName(file) is "Program.cs"), MaxProgramLines));

    [Fact]
    public void Files_AreShort() => Assert.Empty(Long(Sources.Files("services").Concat(Sources.Files("tests")), MaxLines));

    private static bool IsEdge(string path) =>
        path.Contains("/Grpc/", StringComparison.Ordinal) || path.StartsWith("services/Qwen3Tts.Cli/Client/", StringComparison.Ordinal);

    private static bool UsesWire(string file) =>
        File.ReadLines(file).Any(line => WireNamespaces.Any(name => line.Contains(name, StringComparison.Ordinal)));

    private static IEnumerable<string> Long(IEnumerable<string> files, int limit) =>
        files.Where(file => File.ReadLines(file).Count() > limit).Select(Sources.Relative);
}
