using System.Diagnostics;
using Qwen3Tts.Audio.Pcm;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.FunctionalTests.Recognition;
using Qwen3Tts.Tests;

namespace Qwen3Tts.FunctionalTests.Clients;

/// <summary>The README's client examples do what it says, against a fleet.</summary>
public sealed class ClientExamplesTest(FleetFixture fleets)
{
    private static readonly string Text = Sentences.All[1];

    [Fact]
    public async Task Python_SpeaksToAWavFile()
    {
        Tool.Need("protoc");
        Tool.Need("/usr/bin/grpc_python_plugin");
        Tool.Need("/usr/include/google/protobuf/timestamp.proto");
        Tool.Need("/usr/lib/python3/dist-packages/grpc/__init__.py");
        using var folder = new TemporaryFolder();
        string[] protos =
        [
            .. Directory.EnumerateFiles(Repository.File("protos/google/api"), "*.proto"),
            .. Directory.EnumerateFiles(Repository.File("protos/qwen3tts/v1"), "*.proto"),
        ];
        await RunAsync(
            "protoc",
            [
                "-I", Repository.File("protos"), $"--python_out={folder.Path}", $"--grpc_python_out={folder.Path}",
                "--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin", .. protos,
            ]);

        var fleet = await fleets.NanoAsync();
        await RunAsync(
            "/usr/bin/env", [$"PYTHONPATH={folder.Path}", "/usr/bin/python3", "tests/Clients/python/say.py", fleet.Address.Authority, Text, folder.File("a.wav")]);

        await AssertSpokenAsync(folder.File("a.wav"));
    }

    [Fact]
    public async Task Node_SpeaksToAWavFile()
    {
        Tool.Need("node");
        Tool.Need(Repository.File("tests/Clients/node/node_modules/@grpc/grpc-js/package.json"));
        using var folder = new TemporaryFolder();

        var fleet = await fleets.NanoAsync();
        await RunAsync("node", ["tests/Clients/node/say.js", fleet.Address.Authority, Text, folder.File("a.wav")]);

        await AssertSpokenAsync(folder.File("a.wav"));
    }

    [Fact]
    public async Task CSharp_Speaks()
    {
        var fleet = await fleets.NanoAsync();
        using var pcm = new MemoryStream();

        await SayClient.SpeakAsync(fleet.Address.ToString(), Pieces(), pcm);

        await AssertSpokenAsync(new Waveform(Pcm16.ToFloat(pcm.ToArray()), 24_000));
    }

    private static async IAsyncEnumerable<string> Pieces()
    {
        await Task.CompletedTask;
        foreach (var word in Text.Split(' '))
            yield return word + " ";
    }

    private static async Task AssertSpokenAsync(string path) => await AssertSpokenAsync(
        WaveReader.Read(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken), new WaveLimits(60)));

    private static async Task AssertSpokenAsync(Waveform speech)
    {
        Assert.Equal(24_000, speech.SampleRate);
        Tool.Need(Recogniser.Program);
        using var recogniser = new Recogniser(Sentences.All);
        Assert.Equal(1, await recogniser.RecogniseAsync(speech, TestContext.Current.CancellationToken));
    }

    private static async Task RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Repository.Root, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode is 0, $"{program} {arguments[0]} ended with {process.ExitCode}: {error}");
    }
}
