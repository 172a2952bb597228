using Qwen3Tts.Cli.Commands;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Cli.Commands;

public sealed class WatermarkCommandTest
{
    private static readonly string Clip = Repository.File("deploy/models/nano/voices/joe.wav");

    [Fact]
    public async Task Embedded_IsDetected_WithTheSameKeyAlone()
    {
        using var folder = new TemporaryFolder();
        var key = folder.Write("key", "00112233445566778899aabbccddeeff\n"u8.ToArray());
        var other = folder.Write("other", "ff112233445566778899aabbccddeeff"u8.ToArray());
        var marked = folder.File("marked.wav");

        var embedded = await CommandRun.Of("watermark", "embed", Clip, "--payload", "1-20-300", "--output", marked, "--key-file", key);
        var found = await CommandRun.Of("watermark", "detect", marked, "--key-file", key);
        var strange = await CommandRun.Of("watermark", "detect", marked, "--key-file", other);
        var unmarked = await CommandRun.Of("watermark", "detect", Clip, "--key-file", key);

        Assert.Equal(ExitCodes.Success, embedded.ExitCode);
        Assert.Contains("Marked 5.8 s with 1-20-300", embedded.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, found.ExitCode);
        Assert.Contains("payload 1-20-300, confidence 1.000000", found.Output, StringComparison.Ordinal);
        Assert.Equal("No watermark of this key was found.\n", strange.Output);
        Assert.Equal("No watermark of this key was found.\n", unmarked.Output);
    }

    [Theory]
    [InlineData("detect", "/no/file.wav", "--key-file", "/no/key", "The key file '/no/key' does not exist.")]
    [InlineData("detect", "/no/file.wav", "--key-file", "KEY", "The file '/no/file.wav' does not exist; name a WAV file.")]
    [InlineData("detect", "KEY", "--key-file", "KEY", "a WAV file is expected")]
    [InlineData("detect", "KEY", "--key-file", "CLIP", "a key is at most 128 hexadecimal digits")]
    public async Task WhatCannotBeRead_IsOneLine(string command, string file, string option, string key, string reason)
    {
        using var folder = new TemporaryFolder();
        var written = folder.Write("key", "00112233445566778899aabbccddeeff"u8.ToArray());
        string Path(string name) => name switch { "KEY" => written, "CLIP" => Clip, _ => name };

        var run = await CommandRun.Of("watermark", command, Path(file), option, Path(key));

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains(reason, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeyAndFleet_ExcludeEachOther()
    {
        var run = await CommandRun.Of("watermark", "detect", Clip, "--key-file", "key", "--address", "http://127.0.0.1:1");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("with --address the fleet has the key", run.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task PayloadThatDoesNotFit_IsWrongUse()
    {
        var run = await CommandRun.Of("watermark", "embed", Clip, "--payload", "300-0-0", "--output", "x.wav");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("operator is 300; 0 to 255 fits", run.ErrorLines[0], StringComparison.Ordinal);
    }
}
