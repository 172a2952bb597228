using System.Net;
using System.Net.Sockets;
using Qwen3Tts.Cli.Commands;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Cli.Commands;

public sealed class DoctorCommandTest
{
    [Fact]
    public async Task Checkpoint_WithoutGraphs_IsServableAndSaysHowToBuildThem()
    {
        using var cache = new TemporaryFolder();

        var run = await CommandRun.Of("doctor", "--port", "0", "--cache", cache.Path);

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Contains("ok     checkpoint nano: Base, ", run.Output, StringComparison.Ordinal);
        Assert.Contains("4 built-in voices", run.Output, StringComparison.Ordinal);
        Assert.Contains("note   graph cache of nano: not built or damaged: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("'qwen3tts convert' does it now", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_ThenVerify_FindsEverythingGood_UntilAWeightFileDecays()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = Copy(EmbeddedCheckpoint.Folder, folder.File("nano"));

        Assert.Equal(ExitCodes.Success, (await CommandRun.Of("convert", "--checkpoint", checkpoint)).ExitCode);
        var whole = await CommandRun.Of("doctor", "--port", "0", "--checkpoint", checkpoint, "--verify");
        Decay(Path.Combine(checkpoint, "model.safetensors"));
        var decayed = await CommandRun.Of("doctor", "--port", "0", "--checkpoint", checkpoint, "--verify");

        Assert.Equal(ExitCodes.Success, whole.ExitCode);
        // Nothing was measured of its speaker encoder here, which is said and keeps nothing from serving.
        var note = Assert.Single(whole.Output.Split('\n'), line => line.StartsWith("note", StringComparison.Ordinal));
        Assert.Contains("speaker encoder of nano", note, StringComparison.Ordinal);
        Assert.Contains("ok     nano/speech_tokenizer/model.safetensors: SHA-256 ", whole.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failure, decayed.ExitCode);
        Assert.Contains("FAULT  nano/model.safetensors: SHA-256 ", decayed.Output, StringComparison.Ordinal);
        Assert.Contains("ok     nano/speech_tokenizer/model.safetensors: SHA-256 ", decayed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Precision_VerifiedOnTheCheckpoint_IsShownWithItsReason()
    {
        using var cache = new TemporaryFolder();

        var before = await CommandRun.Of("doctor", "--port", "0", "--cache", cache.Path);
        var verify = await CommandRun.Of("convert", "--cache", cache.Path, "--precision", "int4,predictor=int8,talker.down_proj=int8", "--verify");
        var after = await CommandRun.Of("doctor", "--port", "0", "--cache", cache.Path);
        var asked = await CommandRun.Of("doctor", "--port", "0", "--cache", cache.Path, "--precision", "bf16");

        Assert.Contains("ok     precision of nano: int8: the default for a checkpoint of which no precision was verified", before.Output, StringComparison.Ordinal);
        Assert.Contains("where no precision is asked for it is now int4,predictor=int8,talker.down_proj=int8: of those verified", verify.Output, StringComparison.Ordinal);
        Assert.Contains("ok     precision of nano: int4,predictor=int8,talker.down_proj=int8: of those verified on this checkpoint the fastest that passed", after.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not built", after.Output, StringComparison.Ordinal);
        Assert.Contains("ok     precision of nano: bf16: as was asked for", asked.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checkpoint_NotOne_IsAFaultThatNamesWhatIsWrong()
    {
        using var folder = new TemporaryFolder();

        var run = await CommandRun.Of("doctor", "--port", "0", "--checkpoint", folder.Path);

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains($"FAULT  checkpoint {folder.Path}: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("is missing", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_Taken_IsAFault()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var run = await CommandRun.Of("doctor", "--port", $"{port}");

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains($"FAULT  address http://127.0.0.1:{port}: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("choose another with --port", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_NotThere_IsAFaultThatDoesNotTellThePassword()
    {
        var run = await CommandRun.Of("doctor", "--port", "0", "--redis", "127.0.0.1:1,password=hunter2,connectTimeout=500");

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("FAULT  Redis: no connection", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Output, StringComparison.Ordinal);
    }

    /// <summary>Changes one byte between the blocks that a quick look samples, and keeps size and time.</summary>
    private static void Decay(string path)
    {
        var time = File.GetLastWriteTimeUtc(path);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = (file.Length / 126 * 63) + 50_000;
            var value = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(value ^ 1));
        }

        File.SetLastWriteTimeUtc(path, time);
    }

    private static string Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => !file.Contains(".qwen3tts", StringComparison.Ordinal)))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return to;
    }
}
