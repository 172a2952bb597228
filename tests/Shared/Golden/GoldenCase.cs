using System.Text.Json;
using Xunit.Sdk;

namespace Qwen3Tts.Tests.Golden;

/// <summary>One case: what was called, and the tensors that the official code gave.</summary>
public sealed class GoldenCase : IXunitSerializable
{
    public GoldenCase(string checkpoint, string name) => (Checkpoint, Name) = (checkpoint, name);

    [Obsolete("For the test runner.")]
    public GoldenCase()
    {
    }

    public string Checkpoint { get; private set; } = "";

    public string Name { get; private set; } = "";

    private string PathBase => Path.Combine(GoldenSet.Root, "cases", Checkpoint, Name);

    public JsonElement Json() => JsonDocument.Parse(File.ReadAllText(PathBase + ".json")).RootElement;

    public GoldenTensors Tensors() => GoldenTensors.Open(PathBase + ".safetensors");

    /// <summary>The audio file that the case names.</summary>
    public string AudioPath(string property) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(PathBase)!, property));

    public void Deserialize(IXunitSerializationInfo info) =>
        (Checkpoint, Name) = (info.GetValue<string>("checkpoint")!, info.GetValue<string>("name")!);

    public void Serialize(IXunitSerializationInfo info)
    {
        info.AddValue("checkpoint", Checkpoint);
        info.AddValue("name", Name);
    }

    public override string ToString() => $"{Checkpoint}/{Name}";
}
