using Grpc.Core;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Tests;
using Qwen3Tts.UnitTests.Audio;
using Public = Qwen3Tts.V1;
using Wire = Qwen3Tts.Internal.V1;
using static Qwen3Tts.UnitTests.SpeakerEmbedding.EmbeddingHost;

namespace Qwen3Tts.UnitTests.SpeakerEmbedding.Enrolment;

/// <summary>Clips as users send them: prepared, checked, reported on.</summary>
public sealed class EnrolmentTest
{
    private const int Rate = 24_000;
    private const string Said = "Thanks for calling. I can move your appointment to Thursday at half past nine, if that suits you.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GoodClip_IsPrepared_AndReportedWithoutFindings()
    {
        await using var host = await StartPreparing(new EchoEncoder());

        var response = await host.Embed(Start(Said, compareHalves: true), Piece(TestAudio.File("am_puck-1.flac")));

        var report = response.Report;
        Assert.Empty(report.Findings);
        Assert.Equal(response.XVector[0], report.PreparedSeconds * Rate, 0.5);
        Assert.InRange(report.PreparedSeconds, 4, report.ClipSeconds - 0.2);
        Assert.InRange(report.SpeechSeconds, 3, report.PreparedSeconds);
        Assert.InRange(report.StartSeconds, 0.05, 1);
        Assert.InRange(report.LoudnessLufs + report.GainDb, -23.3, -22.7);
        Assert.InRange(report.SyllablesPerSecond, 4, 7);
        Assert.True(report.HasHalvesSimilarity);
        Assert.False(report.Denoised);
    }

    [Fact]
    public async Task CodesAndXVector_AreOfTheSamePreparedSamples()
    {
        var encoder = new RecordingEncoder();
        await using var host = await StartPreparing(encoder);
        var start = Start(Said);
        start.Start.WithCodes = true;

        await host.Embed(start, Piece(TestAudio.File("am_puck-1.flac")));

        var (samples, withCodes) = Assert.Single(encoder.Calls);
        Assert.True(withCodes);
        Assert.InRange(samples.Length, 4 * Rate, 6 * Rate);
    }

    public static TheoryData<string, Public.PreparationCode, string, float[], int> Refused => new()
    {
        { "silence", Public.PreparationCode.NoSpeech, "", new float[2 * Rate], Rate },
        { "1-bit noise", Public.PreparationCode.NoSpeech, "", [.. Noises.White(2 * Rate, 1).Select(sample => sample < 0 ? -1f : 1f)], Rate },
        { "too little speech", Public.PreparationCode.ShortSpeech, "", Speech()[(Rate / 2)..(Rate + Rate / 4)], Rate },
        { "clipped away", Public.PreparationCode.Clipped, "", [.. Speech().Select(sample => Math.Clamp(100 * sample, -1, 1))], Rate },
        { "far too few words", Public.PreparationCode.SpeakingRate, "Thanks.", Speech(), Rate },
        { "far too many words", Public.PreparationCode.SpeakingRate, string.Join(' ', Enumerable.Repeat(Said, 4)), Speech(), Rate },
        { "too long for its transcript", Public.PreparationCode.TooLong, string.Join(' ', Enumerable.Repeat(Said, 6)), [.. Enumerable.Repeat(Speech(), 6).SelectMany(part => part)], Rate },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task ClipThatIsNoGood_IsRefused_AndValidatedWithTheSameWords(
        string what, Public.PreparationCode code, string transcript, float[] samples, int rate)
    {
        await using var host = await StartPreparing(new EchoEncoder());
        var clip = WaveWriter.Write(new Waveform(samples, rate));

        var status = await host.Fail(Start(transcript), Piece(clip));
        var report = await Validate(host, Start(transcript), Piece(clip));

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Contains(report.Findings, finding => finding.IsError && finding.Code == code);
        Assert.Equal(string.Join(" ", report.Findings.Where(finding => finding.IsError).Select(finding => finding.Message)), status.Detail);
        Assert.NotEmpty(what);
    }

    public static TheoryData<string, Public.PreparationCode, string, float[], int> Doubtful => new()
    {
        { "short", Public.PreparationCode.ShortSpeech, "", Speech()[..(2 * Rate + Rate / 2)], Rate },
        { "quiet", Public.PreparationCode.Quiet, "", [.. Speech().Select(sample => sample * 0.02f)], Rate },
        { "clipped", Public.PreparationCode.Clipped, "", [.. Speech().Select(sample => Math.Clamp(4 * sample, -1, 1))], Rate },
        { "noisy", Public.PreparationCode.Noisy, "", Noises.Mix(Speech(), Noises.Pink(Speech().Length, 1), 8), Rate },
        { "telephone", Public.PreparationCode.NarrowBand, "", new Qwen3Tts.Audio.Resampling.Resampler(Rate, 8_000).Resample(Speech()), 8_000 },
        { "half the words", Public.PreparationCode.SpeakingRate, "Thanks for calling. I can move your appointment", Speech(), Rate },
        { "another speaker", Public.PreparationCode.SeveralSpeakers, "", [.. Speech(), .. Speech().Select(sample => sample * -1)], Rate },
    };

    [Theory]
    [MemberData(nameof(Doubtful), DisableDiscoveryEnumeration = true)]
    public async Task ClipThatIsDoubtful_IsTaken_WithAWarning(string what, Public.PreparationCode code, string transcript, float[] samples, int rate)
    {
        await using var host = await StartPreparing(new SignEncoder());

        var response = await host.Embed(Start(transcript, compareHalves: true), Piece(WaveWriter.Write(new Waveform(samples, rate))));

        var finding = Assert.Single(response.Report.Findings, finding => finding.Code == code);
        Assert.False(finding.IsError, what);
        Assert.NotEmpty(finding.Message);
    }

    [Fact]
    public async Task LongClip_IsShortened_UnlessItsWordsAreKnown()
    {
        await using var host = await StartPreparing(new EchoEncoder());
        var clip = Piece(WaveWriter.Write(new Waveform([.. Speech(), .. Speech(), .. Speech()], Rate)));

        var shortened = await host.Embed(Start(""), clip);
        var whole = await host.Embed(Start($"{Said} {Said} {Said}"), clip);

        Assert.InRange(shortened.Report.PreparedSeconds, 3, 10.4);
        Assert.InRange(whole.Report.PreparedSeconds, 15, 18);
    }

    [Fact]
    public async Task BuiltInVoice_IsTakenAsItShips()
    {
        await using var host = await StartPreparing(new EchoEncoder());

        var response = await host.Embed(StartOf("cloner", voice: "bob"));

        Assert.Equal(48_000, response.XVector[0]);
        Assert.Null(response.Report);
        var error = await Assert.ThrowsAsync<RpcException>(() => Validate(host, StartOf("cloner", voice: "bob")));
        Assert.Equal("A built-in voice is not validated; send a clip.", error.Status.Detail);
    }

    [Fact]
    public async Task WhatCannotBeDecoded_IsRefusedByValidationToo()
    {
        await using var host = await StartPreparing(new EchoEncoder());

        var error = await Assert.ThrowsAsync<RpcException>(() => Validate(host, Start(""), Piece("words"u8.ToArray())));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    private static Wire.EmbedRequest Start(string transcript, bool compareHalves = false)
    {
        var request = StartOf("cloner");
        request.Start.Transcript = transcript;
        request.Start.CompareHalves = compareHalves;
        return request;
    }

    private static async Task<Public.PreparationReport> Validate(EmbeddingHost host, params Wire.EmbedRequest[] messages)
    {
        using var call = host.Client().ValidateClip(cancellationToken: Ct);
        try
        {
            foreach (var message in messages)
                await call.RequestStream.WriteAsync(message, Ct);
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // Refused before everything was sent: the answer says why.
        }

        return (await call).Report;
    }

    private static float[] Speech() =>
        Qwen3Tts.Audio.Containers.Flac.FlacReader.Read(TestAudio.File("am_puck-1.flac"), new WaveLimits(60), CancellationToken.None).Samples;
}
