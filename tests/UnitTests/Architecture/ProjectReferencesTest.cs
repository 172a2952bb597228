namespace Qwen3Tts.UnitTests.Architecture;

public sealed class ProjectReferencesTest
{
    private static readonly string[] Services = ["TextFrontend", "SpeakerEmbedding", "TokenGenerator", "AcousticDecoder", "Gateway"];

    public static TheoryData<string> Projects => [.. Sources.Projects.Select(Sources.Name)];

    [Fact]
    public void Projects_AreThoseOfTheHouse() => Assert.Equal(
        [.. Services.Concat(["Audio", "Cli", "Modeling", "Protocol", "ServiceDefaults", "Speech"]).Order()],
        Sources.Projects.Select(Sources.Name).Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_ReferencesOnlyWhatLiesBelowIt(string name)
    {
        var references = Sources.Items(Project(name), "ProjectReference")
            .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))["Qwen3Tts.".Length..]);

        Assert.Subset(Allowed(name).ToHashSet(), references.ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void OnnxRuntime_IsReferencedOnlyByModeling(string name) => Assert.Equal(
        name is "Modeling",
        Sources.Items(Project(name), "PackageReference").Any(package => package.StartsWith("Microsoft.ML.OnnxRuntime", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Projects))]
    public void WireContracts_AreCompiledOnlyByProtocol(string name) => Assert.Equal(
        name is "Protocol",
        Sources.Items(Project(name), "Protobuf").Any(proto => proto.Contains("qwen3tts", StringComparison.Ordinal)));

    [Fact]
    public void Speech_HasNoPackages() => Assert.Empty(Sources.Items(Project("Speech"), "PackageReference"));

    private static string Project(string name) => Sources.Projects.Single(project => Sources.Name(project) == name);

    private static string[] Allowed(string name) => name switch
    {
        "Speech" or "Protocol" => [],
        "ServiceDefaults" or "Audio" or "Modeling" => ["Speech"],
        "Cli" => [.. Services, "ServiceDefaults", "Protocol", "Speech", "Audio", "Modeling"],
        "Gateway" => ["ServiceDefaults", "Protocol", "Speech", "Audio"],
        _ => ["ServiceDefaults", "Protocol", "Speech", "Audio", "Modeling"],
    };
}
