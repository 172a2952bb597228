using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Modeling.Checkpoints;

public sealed class CheckpointCatalogTest
{
    [Fact]
    public void Open_FoldersAndNames_KeepsTheirOrder()
    {
        using var catalog = Open(ScratchFolder.Golden("tiny-custom-voice"), $"clone={ScratchFolder.Golden("tiny-base")}");

        Assert.Equal(["tiny-custom-voice", "clone"], catalog.All.Select(checkpoint => checkpoint.Name));
        Assert.Equal(ScratchFolder.Golden("tiny-base"), catalog["clone"].Folder);
    }

    [Fact]
    public void Name_NotServed_ListsThoseThatAre()
    {
        using var catalog = Open(ScratchFolder.Golden("tiny-custom-voice"), ScratchFolder.Golden("tiny-base"));

        var error = Assert.Throws<SpeechException>(() => catalog["tiny"]);

        Assert.Equal(SpeechErrorKind.NotFound, error.Kind);
        Assert.Contains("'tiny'", error.Message);
        Assert.Contains("tiny-custom-voice, tiny-base", error.Message);
    }

    [Fact]
    public void Open_OneNameTwice_IsRefused()
    {
        var error = Assert.Throws<SpeechException>(() => Open(ScratchFolder.Golden("tiny-base"), ScratchFolder.Golden("tiny-base")));

        Assert.Contains("'tiny-base'", error.Message);
        Assert.Contains("NAME=FOLDER", error.Message);
    }

    [Fact]
    public void Open_NoCheckpoint_NamesTheSetting() => Assert.Contains("Models:Checkpoints", Assert.Throws<SpeechException>(() => Open()).Message);

    [Fact]
    public void Open_EmptyName_IsRefused() =>
        Assert.Contains("'' is no name", Assert.Throws<SpeechException>(() => Open($"={ScratchFolder.Golden("tiny-base")}")).Message);

    [Fact]
    public void Open_FolderIsMissing_IsNamed() =>
        Assert.Contains("/no/such/folder", Assert.Throws<SpeechException>(() => Open(ScratchFolder.Golden("tiny-base"), "/no/such/folder")).Message);

    private static CheckpointCatalog Open(params string[] checkpoints) => CheckpointCatalog.Open(new ModelsOptions { Checkpoints = checkpoints });
}
