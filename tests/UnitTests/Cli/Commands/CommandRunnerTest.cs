using Grpc.Core;
using Qwen3Tts.Cli.Commands;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Cli.Commands;

public sealed class CommandRunnerTest
{
    public static TheoryData<string, string> BadLines => new()
    {
        { "", "Required command was not provided." },
        { "sing", "sing" },
        { "say hello", "--output" },
        { "say hello --output a.wav --greedy --temperature 1", "--greedy and --temperature contradict each other" },
        { "say hello --output a.wav --mode opera", "clone_x_vector" },
        { "say hello --output a.wav --seed -1", "--seed" },
        { "say hello --output a.wav --address http://127.0.0.1:1 --checkpoint x", "--checkpoint" },
        { "say hello --output a.wav --address nonsense", "'nonsense' is not of the form http://HOST:PORT" },
        { "say hello --output a.wav --voice bob --clip c.wav", "two voices" },
        { "say hello --output a.wav --transcript hi", "--transcript belongs to --clip" },
        { "say hello --output a.wav --consent x", "--consent belongs to --clip" },
        { "say hello --output a.wav --accept-terms 1", "--accept-terms belongs to --clip" },
        { "consent list", "name it with --address URL" },
        { "consent decide x --address http://127.0.0.1:1", "one of --grant and --refuse" },
        { "consent audit --head x --address http://127.0.0.1:1", "--entries and --head belong together" },
        { "say hello --output a.wav --threads -2", "--threads -2" },
        { "clone bob c.wav", "lives in a running fleet: start one with 'qwen3tts up'" },
        { "up --port 70000", "--port 70000" },
        { "up --port 1 --listen http://0.0.0.0:2", "--listen and --port" },
        { "up --listen ftp://x", "--listen 'ftp://x'" },
        { "up --services gateway,choir", "there is no service 'choir'; the services are gateway, text-frontend, speaker-embedding, token-generator, acoustic-decoder." },
        { "up --services generator,token-generator", "--services names token-generator more than once." },
        { "up --services generator=here", "--services: 'here' is not of the form http://HOST:PORT or https://HOST:PORT." },
        { "up --services generator --port 1", "are the Gateway's, which --services does not name" },
        { "up --services generator --worker decoder=http://127.0.0.1:1", "--worker tells a Gateway" },
        { "up --worker decoder=http://127.0.0.1:1", "--worker tells a Gateway" },
        { "up --services gateway --worker decoder", "--worker 'decoder' is not of the form NAME=URL" },
        { "up --services gateway --worker choir=http://127.0.0.1:1", "--worker: there is no service 'choir'" },
    };

    [Theory]
    [MemberData(nameof(BadLines))]
    public async Task CommandLine_NotValid_SaysWhatIsAndExitsWith2(string line, string expected)
    {
        var run = await CommandRun.Of(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(run.ErrorLines, message => message.StartsWith("qwen3tts: ", StringComparison.Ordinal) && message.Contains(expected, StringComparison.Ordinal));
        Assert.Contains("--help", run.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("up --listen https://127.0.0.1:0", "https:// needs the certificate of Gateway:Tls.")]
    [InlineData("up --services generator=https://127.0.0.1:0", "https:// needs the certificate of Fleet:Tls.")]
    [InlineData("up --services frontend=http://127.0.0.1:0", "Fleet:Credential")]
    public async Task Up_WithoutWhatAllPartsNeed_SaysWhat(string line, string expected)
    {
        var run = await CommandRun.Of(line.Split(' '));

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "say")]
    [InlineData("say --help", "--output")]
    [InlineData("clone --help", "--transcript")]
    public async Task Help_IsWrittenToOutput(string line, string expected)
    {
        var run = await CommandRun.Of(line.Split(' '));

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Fleet_NotThere_IsOneLineThatNamesTheAddress()
    {
        var run = await CommandRun.Of("voices", "--address", "http://127.0.0.1:1");

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Equal(["qwen3tts: The service 'fleet at http://127.0.0.1:1' is not there."], run.ErrorLines);
    }

    [Fact]
    public async Task Fleet_Refuses_ItsMessageIsTheLine()
    {
        await using var fleet = await FakeFleet.Start(refusal: new Status(StatusCode.NotFound, "There is no voice 'x'. Voices: ann, bob."));

        var run = await CommandRun.Of("voices", "--address", fleet.Address);

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Equal(["qwen3tts: There is no voice 'x'. Voices: ann, bob."], run.ErrorLines);
    }

    [Fact]
    public async Task Verbose_ShowsWhereAnErrorCameFrom()
    {
        var run = await CommandRun.Of("voices", "--address", "http://127.0.0.1:1", "--verbose");

        Assert.Contains("   at Qwen3Tts.Cli.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checkpoint_NotThere_IsOneLine()
    {
        var run = await CommandRun.Of("say", "hello", "--output", "-", "--checkpoint", "/no/such/checkpoint");

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("/no/such/checkpoint", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }
}
