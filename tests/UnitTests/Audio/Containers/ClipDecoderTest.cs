using System.Runtime.Versioning;
using Qwen3Tts.Audio.Containers;
using Qwen3Tts.Audio.Containers.External;
using Qwen3Tts.Audio.Resampling;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Audio.Containers;

public sealed class ClipDecoderTest
{
    private static readonly WaveLimits Limits = new(MaxSeconds: 10);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Opus keeps how a voice sounds rather than its wave, and 8 kHz has its lower half.
    [Theory]
    [InlineData("speech.wav", 24_000, 1)]
    [InlineData("speech.flac", 24_000, 1)]
    [InlineData("stereo24.flac", 44_100, 0.99)]
    [InlineData("fixed8.flac", 8_000, 0.97)]
    [InlineData("speech.mp3", 44_100, 0.98)]
    [InlineData("speech.opus", 48_000, 0.96)]
    [InlineData("stereo.opus", 48_000, 0.96)]
    [InlineData("speech.m4a", 24_000, 0.98)]
    [InlineData("speech.aac", 24_000, 0.98)]
    [InlineData("speech.webm", 48_000, 0.98)]
    public async Task Format_OfEachKind_IsDecodedToWhatWasEncoded(string name, int rate, double likeness)
    {
        if (name.EndsWith(".m4a", StringComparison.Ordinal) || name.EndsWith(".aac", StringComparison.Ordinal) || name.EndsWith(".webm", StringComparison.Ordinal))
            Tool.Need("ffmpeg");

        var clip = await TestAudio.Decode($"formats/{name}");

        var original = await TestAudio.Decode("formats/speech.wav");
        Assert.Equal(rate, clip.SampleRate);
        Assert.Equal(original.Seconds, clip.Seconds, 0.12);
        Assert.InRange(Likeness(original.Samples, new Resampler(clip.SampleRate, original.SampleRate).Resample(clip.Samples)), likeness - 1e-6, 1.001);
    }

    [Theory]
    [InlineData("speech.wav")]
    [InlineData("speech.flac")]
    [InlineData("speech.mp3")]
    [InlineData("speech.opus")]
    [InlineData("speech.m4a")]
    [InlineData("speech.aac")]
    [InlineData("speech.webm")]
    public async Task Clip_LongerThanAllowed_IsRefused(string name)
    {
        if (!name.EndsWith(".wav", StringComparison.Ordinal) && name is not ("speech.flac" or "speech.mp3" or "speech.opus"))
            Tool.Need("ffmpeg");

        var error = await Assert.ThrowsAsync<SpeechException>(() => TestAudio.Decode($"formats/{name}", maxSeconds: 1));

        Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
        Assert.Matches("^The audio is (1.[2-4] s long; at most 1 s are accepted|longer than 1 s, the most that is accepted)\\.$", error.Message);
    }

    public static TheoryData<byte[], string> Unknown => new()
    {
        { [], "The audio is empty; " },
        { TestAudio.File("formats/vorbis.ogg"), "The audio is an Ogg file with Vorbis in it; " },
        { "This is no audio."u8.ToArray(), "The audio is text; " },
        { "RIFF0000AVI "u8.ToArray(), "The audio is a RIFF file of another kind; " },
        { "FORM0000AIFF"u8.ToArray(), "The audio is an AIFF file; " },
        { "#!AMR\n\u0004"u8.ToArray(), "The audio is an AMR file; " },
        { [0, 1, 2, 3, 4, 5, 6, 7], "The audio is not a known audio file; " },
    };

    [Theory]
    [MemberData(nameof(Unknown), DisableDiscoveryEnumeration = true)]
    public async Task WhatIsNotDecoded_IsNamed_WithWhatIs(byte[] file, string message)
    {
        var error = await Assert.ThrowsAsync<SpeechException>(() => Decode(file));

        Assert.Equal((SpeechErrorKind.Invalid, $"{message}{ClipDecoder.Accepted}."), (error.Kind, error.Message));
    }

    [Fact]
    public async Task M4a_WithoutFfmpeg_IsRefusedAndSaysSo()
    {
        var error = await Assert.ThrowsAsync<SpeechException>(() => ClipDecoder.Decode(
            TestAudio.File("formats/speech.m4a"), Limits, new FfmpegSettings("no-such-ffmpeg"), Ct));

        Assert.Equal(
            (SpeechErrorKind.Unsupported,
                "The audio is an MP4 file, which takes ffmpeg to decode, and 'no-such-ffmpeg' is not installed here; send it as WAV, FLAC, MP3 or Ogg Opus."),
            (error.Kind, error.Message));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Ffmpeg_ThatDoesNotEnd_IsStopped()
    {
        var clock = TimeProvider.System.GetTimestamp();
        using var folder = new ScratchFolder();
        var path = Path.Combine(folder.Path, "ffmpeg");
        await File.WriteAllTextAsync(path, "#!/bin/sh\nexec sleep 60\n", Ct);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var error = await Assert.ThrowsAsync<SpeechException>(() => ClipDecoder.Decode(
            TestAudio.File("formats/speech.m4a"), Limits, new FfmpegSettings(path, MaxSeconds: 0.2), Ct));

        Assert.Equal("The audio, an MP4 file, took longer than 0.2 s to decode; send it as WAV or FLAC.", error.Message);
        Assert.InRange(TimeProvider.System.GetElapsedTime(clock).TotalSeconds, 0, 30);
    }

    [Theory]
    [InlineData("speech.flac")]
    [InlineData("speech.mp3")]
    [InlineData("speech.opus")]
    [InlineData("speech.m4a")]
    public async Task TruncatedFile_IsRefusedOrShorter(string name)
    {
        if (name is "speech.m4a")
            Tool.Need("ffmpeg");
        var file = TestAudio.File($"formats/{name}");

        foreach (var share in new[] { 0.02, 0.3, 0.7, 0.999 })
        {
            try
            {
                var clip = await Decode(file[..(int)(share * file.Length)]);
                // Both decoders go on to where the file ends.
                Assert.True(name is "speech.mp3" or "speech.m4a", name);
                Assert.True(clip.Seconds < 1.3, $"{name} at {share} was {clip.Seconds} s.");
            }
            catch (SpeechException error)
            {
                Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
            }
        }
    }

    private static Task<Waveform> Decode(byte[] file) => ClipDecoder.Decode(file, Limits, new FfmpegSettings(), Ct);

    // The best normalised correlation within the delays that codecs have.
    private static double Likeness(float[] a, float[] b)
    {
        var best = 0.0;
        for (var lag = -100; lag <= 2400; lag++)
        {
            double ab = 0, aa = 0, bb = 0;
            for (var i = Math.Max(0, -lag); i < a.Length && i + lag < b.Length; i++)
                (ab, aa, bb) = (ab + a[i] * b[i + lag], aa + a[i] * a[i], bb + b[i + lag] * b[i + lag]);
            best = Math.Max(best, ab / Math.Sqrt(aa * bb + 1e-12));
        }

        return best;
    }
}
