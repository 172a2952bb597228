using Qwen3Tts.Cli.Alignment;
using Qwen3Tts.Modeling.Alignment;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Cli.Alignment;

public sealed class AlignmentFileTest
{
    private static readonly HeadScore Good = new(new AlignmentHead(4, 0), 1, 1, 0.9, 0.75);
    private static readonly HeadScore AsGood = new(new AlignmentHead(3, 0), 1, 0.95, 0.9, 0.75);
    private static readonly HeadScore Worse = new(new AlignmentHead(1, 0), 0.8, 0.8, 0.3, 0.5);
    private static readonly HeadScore Bad = new(new AlignmentHead(0, 1), 0.4, 0.9, 0.9, 0.7);

    [Fact]
    public void TrustedHead_IsWritten_AndReadAsTheCheckpoints()
    {
        using var folder = new TemporaryFolder();
        var file = new AlignmentFile(folder.File("alignment.json"), Named: null);

        file.EnsureWritable();
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        var (done, written, conclusion) = file.Settle(Finding(Good, AsGood));

        Assert.True(done && written);
        Assert.Contains("layer 4, head 0 is trusted: written to", conclusion, StringComparison.Ordinal);
        Assert.Equal("{\"layer\": 4, \"head\": 0}\n", File.ReadAllText(Assert.Single(Directory.EnumerateFiles(folder.Path))));
    }

    [Fact]
    public void HeadThatIsNamed_AsGoodAsTheBest_Stays()
    {
        var (done, written, conclusion) = Named(AsGood).Settle(Finding(Good, AsGood, Bad));

        Assert.True(done && !written);
        Assert.Contains("names layer 3, head 0 already", conclusion, StringComparison.Ordinal);
    }

    [Fact]
    public void HeadThatIsNamed_WorseThanTheBest_IsNotWrittenOver()
    {
        foreach (var named in (HeadScore[])[Worse, Bad])
        {
            var (done, written, conclusion) = Named(named).Settle(Finding(Good, Worse, Bad));

            Assert.False(done || written);
            Assert.Contains("--output nowhere/alignment.json writes layer 4, head 0 over it", conclusion, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void NoTrustedHead_IsSaidWithWhatIsMissing()
    {
        var file = new AlignmentFile("nowhere/alignment.json", Named: null);

        Assert.Contains("is 0.40 monotone and 0.90 covering; 0.75 is needed of each.", Refused(Finding(Bad)), StringComparison.Ordinal);
        Assert.Contains("has 0.35; 0.50 is needed.", Refused(Finding(Good with { Timed = 0.0167 })), StringComparison.Ordinal);
        Assert.Contains("Only 39 tokens", Refused(Finding(Good) with { Tokens = 39 }), StringComparison.Ordinal);
        Assert.Contains("5 of 8 utterances did not end", Refused(Finding(Bad) with { Endless = 5 }), StringComparison.Ordinal);

        string Refused(AlignmentFinding finding)
        {
            var (done, written, conclusion) = file.Settle(finding);
            Assert.False(done || written);
            return conclusion;
        }
    }

    [Fact]
    public void Folder_ThatCannotBeWritten_IsRefusedBeforeTheWork_WithAWayOut()
    {
        var error = Assert.Throws<SpeechException>(new AlignmentFile("/nowhere/alignment.json", Named: null).EnsureWritable);

        Assert.Contains("/nowhere/alignment.json cannot be written; name another file with --output", error.Message, StringComparison.Ordinal);
        Named(Good).EnsureWritable();
    }

    private static AlignmentFile Named(HeadScore score) => new("nowhere/alignment.json", score.Head);

    private static AlignmentFinding Finding(params HeadScore[] heads) => new(heads, Sentences: 8, Frames: 400, Tokens: 100, Endless: 0);
}
