using System.Text;
using Qwen3Tts.Cli.Commands;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Cli.Commands;

public sealed class CloneCommandTest
{
    // Longer than one message.
    private static readonly byte[] Clip = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 31))];

    [Theory]
    [InlineData("What I say.")]
    [InlineData("@words.txt")]
    public async Task Clip_AndTranscript_ReachTheFleetWhole(string transcript)
    {
        await using var fleet = await FakeFleet.Start();
        using var folder = new TemporaryFolder();
        folder.Write("words.txt", Encoding.UTF8.GetBytes("What I say.\n"));

        var run = await CommandRun.Of(
            "clone", "me", folder.Write("me.wav", Clip), "--transcript", transcript.Replace("@", "@" + folder.Path + "/", StringComparison.Ordinal),
            "--consent", "an id", "--accept-terms", "v2", "--address", fleet.Address);

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        var (start, clip) = Assert.Single(fleet.Heard.Clones);
        Assert.Equal("me", start.Name);
        Assert.Equal("What I say.", start.Transcript);
        Assert.Equal(("an id", "v2"), (start.ConsentId, start.AcceptedTerms));
        Assert.Equal(Clip, clip);
        Assert.Contains("Cloned me from 4.2 s of speech, with a transcript.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clip_NotThere_IsOneLine()
    {
        await using var fleet = await FakeFleet.Start();

        var run = await CommandRun.Of("clone", "me", "/no/clip.wav", "--address", fleet.Address);

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("'/no/clip.wav' does not exist", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(fleet.Heard.Clones);
    }

    [Fact]
    public async Task Fleet_RefusesBeforeTheClipHasEnded_ItsReasonIsSaid()
    {
        await using var fleet = await FakeFleet.Start(refusal: new Grpc.Core.Status(Grpc.Core.StatusCode.AlreadyExists, "The name is taken."));
        using var folder = new TemporaryFolder();

        var run = await CommandRun.Of("clone", "me", folder.Write("me.wav", new byte[20_000_000]), "--address", fleet.Address);

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Equal(["qwen3tts: The name is taken."], run.ErrorLines);
    }
}
