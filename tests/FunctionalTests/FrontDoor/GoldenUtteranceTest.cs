using Grpc.Net.Client;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.Tests.Golden;
using Qwen3Tts.V1;

namespace Qwen3Tts.FunctionalTests.FrontDoor;

/// <summary>The official waves, asked for by name and text through the five services.</summary>
public sealed class GoldenUtteranceTest(FleetFixture fleets)
{
    private const float Tolerance = 1e-4f;
    private const float SplitTolerance = 1e-5f;

    public static TheoryData<GoldenCase> Cases => [.. GoldenSet.Cases("clone-", "custom-voice", "voice-design")];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Synthesize_GoldenText_GivesTheOfficialWave(GoldenCase @case)
    {
        using var channel = GrpcChannel.ForAddress((await GoldenFleet.Of(fleets)).Address);
        using var call = new SpeechCall(new V1.Speech.SpeechClient(channel));
        await call.StartAsync(await GoldenCall.StartAsync(@case, new Voices.VoicesClient(channel)));
        await call.TextAsync(GoldenCall.Text(@case));
        await call.EndAsync();

        AssertWave(@case, await call.AllAudioAsync(), Tolerance);
        Assert.Equal((ulong)call.Samples.Count, call.Finished!.Samples);
    }

    [Fact]
    public async Task Synthesize_ThreeModelsInterleaved_GivesEachItsOwnWave()
    {
        using var channel = GrpcChannel.ForAddress((await GoldenFleet.Of(fleets)).Address);
        var cases = GoldenSet.Cases("clone-xvector-streaming.", "custom-voice.", "voice-design.").ToList();
        Assert.Equal(3, cases.Select(@case => @case.Checkpoint).Distinct().Count());
        var calls = new List<(GoldenCase Case, SpeechCall Call)>();
        foreach (var @case in cases)
        {
            var call = new SpeechCall(new V1.Speech.SpeechClient(channel));
            await call.StartAsync(await GoldenCall.StartAsync(@case, new Voices.VoicesClient(channel)));
            calls.Add((@case, call));
        }

        // A letter to each in turn.
        for (var at = 0; calls.Exists(call => at < GoldenCall.Text(call.Case).Length); at++)
        {
            foreach (var (@case, call) in calls.Where(call => at < GoldenCall.Text(call.Case).Length))
                await call.TextAsync(GoldenCall.Text(@case)[at].ToString());
        }

        await Task.WhenAll(calls.Select(call => call.Call.EndAsync()));
        foreach (var (@case, call) in calls)
        {
            AssertWave(@case, await call.AllAudioAsync(), Tolerance);
            call.Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Synthesize_AnySplitOfTheText_GivesTheSameSamples(GoldenCase @case)
    {
        using var channel = GrpcChannel.ForAddress((await GoldenFleet.Of(fleets)).Address);
        var start = await GoldenCall.StartAsync(@case, new Voices.VoicesClient(channel));
        var text = GoldenCall.Text(@case);
        var random = new Random(text.Length);
        using var call = new SpeechCall(new V1.Speech.SpeechClient(channel));
        await call.StartAsync(start);
        // By code points: a message cannot carry half of a surrogate pair.
        var letters = text.EnumerateRunes().Select(rune => rune.ToString()).ToList();
        for (var at = 0; at < letters.Count;)
        {
            var length = Math.Min(letters.Count - at, random.Next(1, 8));
            await call.TextAsync(string.Concat(letters.GetRange(at, length)));
            at += length;
        }

        await call.EndAsync();
        var split = await call.AllAudioAsync();
        using var whole = new SpeechCall(new V1.Speech.SpeechClient(channel));
        await whole.StartAsync(start);
        await whole.TextAsync(text);
        await whole.EndAsync();

        AssertSame(await whole.AllAudioAsync(), split, SplitTolerance, @case.ToString());
    }

    private static void AssertWave(GoldenCase @case, float[] actual, float tolerance)
    {
        using var tensors = @case.Tensors();
        AssertSame(tensors.Floats("wav"), actual, tolerance, @case.ToString());
    }

    private static void AssertSame(float[] expected, float[] actual, float tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var largest = expected.Zip(actual, (a, b) => Math.Abs(a - b)).DefaultIfEmpty().Max();
        Assert.True(largest <= tolerance, $"{what} differs by {largest:g3}; {tolerance:g3} is allowed.");
    }
}
