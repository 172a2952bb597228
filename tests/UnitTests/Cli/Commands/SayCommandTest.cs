using System.IO.Pipelines;
using System.Text;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Cli.Commands;
using Qwen3Tts.Tests;
using Qwen3Tts.V1;
using SpeechDisclosure = Qwen3Tts.Speech.Generation.SpeechDisclosure;

namespace Qwen3Tts.UnitTests.Cli.Commands;

public sealed class SayCommandTest
{
    [Fact]
    public async Task Output_File_IsAWavFileOfTheSpeech()
    {
        await using var fleet = await FakeFleet.Start();
        using var folder = new TemporaryFolder();

        var run = await CommandRun.Of("say", "Good day", "--output", folder.File("a.wav"), "--address", fleet.Address);

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        AssertSpoken("Good day", folder.File("a.wav"));
        Assert.Empty(run.Output);
        Assert.Contains("of fake, clone_x_vector, seed 77 -> " + folder.File("a.wav"), run.Error, StringComparison.Ordinal);
        Assert.Contains("first audio after", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Warning", run.Error, StringComparison.Ordinal);
        Assert.Equal(Delivery.File, Assert.Single(fleet.Heard.Starts).Delivery);
    }

    [Theory]
    [InlineData(FinishReason.Length, "Warning: the frame limit cut the speech off")]
    [InlineData(FinishReason.Runaway, "Warning: the model lost the text")]
    public async Task SpeechThatDidNotEndItself_IsWarnedOf(FinishReason reason, string warning)
    {
        await using var fleet = await FakeFleet.Start(reason: reason);

        var run = await CommandRun.Of("say", "Good day", "--output", "-", "--address", fleet.Address);

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.StartsWith(warning, run.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_Dash_IsPcmWithoutAHeader()
    {
        await using var fleet = await FakeFleet.Start();

        var run = await CommandRun.Of("say", "Good day", "--output", "-", "--address", fleet.Address);

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Equal(FakeFleet.Samples("Good day").SelectMany(BitConverter.GetBytes), run.StandardOutput);
    }

    [Fact]
    public async Task Clip_GoesWithTheRequest_WithWhatItIsClonedBy()
    {
        await using var fleet = await FakeFleet.Start();
        using var folder = new TemporaryFolder();
        byte[] clip = [1, 0, 255];

        var run = await CommandRun.Of(
            "say", "x", "--output", "-", "--clip", folder.Write("me.wav", clip), "--transcript", "What I say.", "--consent", "an id", "--accept-terms", "v2",
            "--address", fleet.Address);

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        var start = Assert.Single(fleet.Heard.Starts);
        Assert.Equal("", start.Voice);
        Assert.Equal(
            new OneOffClone { Clip = Google.Protobuf.ByteString.CopyFrom(clip), Transcript = "What I say.", ConsentId = "an id", AcceptedTerms = "v2" },
            start.OneOffClone);
        Assert.Empty(fleet.Heard.Clones);
    }

    [Fact]
    public async Task Options_ReachTheFleet()
    {
        await using var fleet = await FakeFleet.Start();

        var run = await CommandRun.Of(
            "say", "x", "--output", "-", "--address", fleet.Address, "--api-key", "secret", "--model", "nine", "--mode", "custom_voice",
            "--voice", "Ryan", "--language", "English", "--instruct", "slowly", "--seed", "18446744073709551615", "--delivery", "whole",
            "--temperature", "0.5", "--top-k", "7", "--top-p", "0.25", "--ssml", "--rate", "1.2", "--pitch", "+2", "--volume", "-3", "--style", "calm");

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        var expected = new SynthesizeStart
        {
            Model = "nine",
            Mode = Mode.CustomVoice,
            Voice = "Ryan",
            Language = "English",
            Instruction = "slowly",
            TextDelivery = TextDelivery.Whole,
            Seed = ulong.MaxValue,
            AudioEncoding = AudioEncoding.PcmS16Le,
            Sampling = new Sampling
            {
                Temperature = 0.5f, TopK = 7, TopP = 0.25f, PredictorTemperature = 0.5f, PredictorTopK = 7, PredictorTopP = 0.25f,
            },
            InputType = InputType.Ssml,
            Prosody = new Prosody { Rate = 1.2, PitchSemitones = 2, VolumeDb = -3 },
            Style = "calm",
        };
        Assert.Equal(expected, Assert.Single(fleet.Heard.Starts));
        Assert.All(fleet.Heard.Authorizations, key => Assert.Equal("Bearer secret", key));
    }

    [Fact]
    public async Task Pauses_AreReadFromTheText()
    {
        await using var fleet = await FakeFleet.Start();

        var run = await CommandRun.Of("say", "x [pause]", "--output", "-", "--address", fleet.Address, "--pauses");
        var both = await CommandRun.Of("say", "x", "--output", "-", "--address", fleet.Address, "--pauses", "--ssml");

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Equal(InputType.TextWithPauses, Assert.Single(fleet.Heard.Starts).InputType);
        Assert.Equal(ExitCodes.Usage, both.ExitCode);
    }

    [Fact]
    public async Task Greedy_IsTemperature0()
    {
        await using var fleet = await FakeFleet.Start();

        await CommandRun.Of("say", "x", "--output", "-", "--address", fleet.Address, "--greedy");

        var sampling = Assert.Single(fleet.Heard.Starts).Sampling;
        Assert.True(sampling is { HasTemperature: true, Temperature: 0, HasPredictorTemperature: true, PredictorTemperature: 0 });
    }

    [Theory]
    [InlineData("streaming", "bob")]
    [InlineData("whole", "ann")]
    public async Task Voice_NotNamed_IsTheOneUnderstoodBest(string delivery, string expected)
    {
        await using var fleet = await FakeFleet.Start();

        await CommandRun.Of("say", "x", "--output", "-", "--address", fleet.Address, "--delivery", delivery);

        Assert.Equal(expected, Assert.Single(fleet.Heard.Starts).Voice);
    }

    [Fact]
    public async Task StandardInput_IsSpokenBeforeItEnds()
    {
        await using var fleet = await FakeFleet.Start();
        var input = new Pipe();
        var output = new Pipe();
        var environment = new CommandEnvironment
        {
            Output = TextWriter.Null,
            Error = TextWriter.Null,
            StandardInput = () => input.Reader.AsStream(),
            StandardOutput = () => output.Writer.AsStream(),
        };

        var running = CommandRunner.RunAsync(["say", "--output", "-", "--address", fleet.Address], environment, TestContext.Current.CancellationToken);
        await input.Writer.WriteAsync("Good"u8.ToArray(), TestContext.Current.CancellationToken);
        var first = await ReadAsync(output.Reader, FakeFleet.Samples("Good").Length * sizeof(short));
        await input.Writer.WriteAsync(" day\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await input.Writer.CompleteAsync();
        var second = await ReadAsync(output.Reader, FakeFleet.Samples(" day").Length * sizeof(short));

        Assert.Equal(ExitCodes.Success, await running);
        Assert.Equal(FakeFleet.Samples("Good day").SelectMany(BitConverter.GetBytes), first.Concat(second));
    }

    [Fact]
    public async Task StandardInput_NotUtf8_IsRefused()
    {
        await using var fleet = await FakeFleet.Start();
        using var input = new MemoryStream([0x68, 0x69, 0xC3, 0x28]);

        var run = await CommandRun.Of(input, TestContext.Current.CancellationToken, "say", "-", "--output", "-", "--address", fleet.Address);

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("not UTF-8", run.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interruption_LeavesAValidFileOfWhatWasSpoken()
    {
        await using var fleet = await FakeFleet.Start();
        using var folder = new TemporaryFolder();
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var input = new Pipe();
        await input.Writer.WriteAsync("Good"u8.ToArray(), TestContext.Current.CancellationToken);
        var path = folder.File("a.wav");
        var expected = WaveWriter.HeaderBytes + WaveInfo.Chunk(SpeechDisclosure.Software, SpeechDisclosure.Comment).Length + FakeFleet.Samples("Good").Length * sizeof(short);

        using var grown = new GrowingFile(folder.Path, path, expected);
        var running = CommandRun.Of(input.Reader.AsStream(), interruption.Token, "say", "--output", path, "--address", fleet.Address);
        await grown.Reached.WaitAsync(TestContext.Current.CancellationToken);
        await interruption.CancelAsync();
        var run = await running;

        Assert.Equal(ExitCodes.Interrupted, run.ExitCode);
        Assert.Equal(["qwen3tts: interrupted."], run.ErrorLines);
        AssertSpoken("Good", path);
    }

    [Fact]
    public async Task Refusal_LeavesAnOlderFileAlone()
    {
        await using var fleet = await FakeFleet.Start(refusal: new Grpc.Core.Status(Grpc.Core.StatusCode.ResourceExhausted, "Full."));
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.wav", [1, 2, 3]);

        var run = await CommandRun.Of("say", "x", "--voice", "bob", "--output", path, "--address", fleet.Address);

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Equal(["qwen3tts: Full."], run.ErrorLines);
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Output_InAFolderThatIsNotThere_IsRefusedBeforeTheFleetIsAsked()
    {
        await using var fleet = await FakeFleet.Start();

        var run = await CommandRun.Of("say", "x", "--output", "/no/such/folder/a.wav", "--address", fleet.Address);

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("/no/such/folder/a.wav", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(fleet.Heard.Starts);
    }

    private static void AssertSpoken(string text, string path)
    {
        var wave = WaveReader.Read(File.ReadAllBytes(path), new WaveLimits(60));
        Assert.Equal(FakeFleet.SampleRate, wave.SampleRate);
        Assert.Equal(FakeFleet.Samples(text), wave.Samples.Select(sample => (short)(sample * 32768)));
    }

    private static async Task<byte[]> ReadAsync(PipeReader reader, int count)
    {
        var result = await reader.ReadAtLeastAsync(count, TestContext.Current.CancellationToken);
        var bytes = System.Buffers.BuffersExtensions.ToArray(result.Buffer.Slice(0, count));
        reader.AdvanceTo(result.Buffer.GetPosition(count));
        return bytes;
    }
}
