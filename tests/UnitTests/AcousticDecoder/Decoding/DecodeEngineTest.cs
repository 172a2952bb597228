using Qwen3Tts.AcousticDecoder.Decoding;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.AcousticDecoder.Decoding;

public sealed class DecodeEngineTest
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LongMessage_LetsAnotherUtteranceHaveTheNextTurn()
    {
        using var gate = new Gate();
        var decoder = new CountingDecoder(_ => gate.Pass());
        using var engine = Engine(decoder);
        using var first = engine.Start("counting");
        using var second = engine.Start("counting");

        var one = Samples(first, Repeat(1, 3));
        await gate.Reached;
        var two = Samples(second, Repeat(2, 1));
        gate.Open();

        Assert.Equal(15, await one);
        Assert.Equal(5, await two);
        Assert.Equal([1, 2, 1, 1], decoder.Turns);
    }

    [Fact]
    public async Task NextTurn_IsTakenOnlyWhenItIsAskedFor()
    {
        var decoder = new CountingDecoder();
        using var engine = Engine(decoder);
        using var utterance = engine.Start("counting");

        await using var chunks = utterance.Decode(Repeat(1, 2), Ct).GetAsyncEnumerator(Ct);
        Assert.True(await chunks.MoveNextAsync());

        Assert.Single(decoder.Turns);
        Assert.True(await chunks.MoveNextAsync());
        Assert.False(await chunks.MoveNextAsync());
        Assert.Equal(2, decoder.Turns.Count);
    }

    [Fact]
    public async Task FirstFrameThatIsHeard_IsDecodedAlone_ThenATurnsWorth()
    {
        var decoder = new CountingDecoder();
        using var engine = Engine(decoder, framesPerTurn: 4);
        using var utterance = engine.Start("counting");

        await foreach (var chunk in utterance.Prime(Repeat(1, 6), before: 0, Ct))
            Assert.InRange(chunk.Frames, 2, 4);
        Assert.Equal(50, await Samples(utterance, Repeat(2, 10)));

        Assert.Equal([[4], [2], [1], [4], [4], [1]], decoder.Batches);
    }

    [Fact]
    public void Utterance_ThatGoesOn_IsLetInWhereAllPlacesAreTaken_AsOftenAsThereArePlaces()
    {
        using var engine = Engine(new CountingDecoder(), maxUtterances: 1);
        using var place = engine.Enter();
        Assert.Throws<SpeechException>(() => engine.Enter());

        using (engine.Enter(goesOn: true))
        {
            Assert.Equal(2, engine.Taken);
            Assert.Throws<SpeechException>(() => engine.Enter(goesOn: true));
        }

        Assert.Equal(1, engine.Taken);
        using var again = engine.Enter(goesOn: true);
    }

    [Fact]
    public async Task Context_OfWhichOnlyTheEndIsSent_IsPrimedWithThat_AndMustBeLongEnough()
    {
        var decoder = new CountingDecoder { Priming = new CodecPriming(Skipped: 30, Silent: 3) };
        using var engine = Engine(decoder, framesPerTurn: 4);
        using var utterance = engine.Start("counting");

        await foreach (var chunk in utterance.Prime(Repeat(1, 15), before: 20, Ct))
            Assert.InRange(chunk.Frames, 1, 4);

        Assert.Equal([[3], [2]], decoder.Batches);
        Assert.Equal(CountingDecoder.Expected(Repeat(2, 1), framesBefore: 35), await First(utterance));
        Assert.Empty(decoder.Kept);
        using var other = engine.Start("counting");
        var error = await Assert.ThrowsAsync<SpeechException>(async () => await other.Prime(Repeat(1, 4), before: 31, Ct).GetAsyncEnumerator(Ct).MoveNextAsync());
        Assert.Equal("The context has 4 frames of 35; the decoder needs the last 5.", error.Message);

        static async Task<float[]> First(UtteranceDecoding utterance)
        {
            await foreach (var chunk in utterance.Decode(Repeat(2, 1), Ct))
                return chunk.Samples;
            return [];
        }
    }

    [Fact]
    public async Task Priming_SkipsWhatDoesNotMatter_AndTakesManySilentFramesATurn()
    {
        var decoder = new CountingDecoder { Priming = new CodecPriming(Skipped: 30, Silent: 70) };
        using var engine = Engine(decoder, framesPerTurn: 4);
        using var utterance = engine.Start("counting");

        await foreach (var chunk in utterance.Prime(Repeat(1, 105), before: 0, Ct))
            Assert.True(chunk.Samples.Length == (decoder.Silent == 70 && chunk.Frames <= 4 ? 5 * chunk.Frames : 0));

        Assert.Equal([[64], [6], [4], [1]], decoder.Batches);
        Assert.Equal(70, decoder.Silent);
        await foreach (var chunk in utterance.Decode(Repeat(2, 1), Ct))
            Assert.Equal(CountingDecoder.Expected(Repeat(2, 1), framesBefore: 105), chunk.Samples);
    }

    private static DecodeEngine Engine(CountingDecoder decoder, int framesPerTurn = 1, int maxUtterances = 64) => new(
        new Dictionary<string, IFrameDecoder> { ["counting"] = decoder },
        new DecoderOptions { FramesPerTurn = framesPerTurn, MaxUtterances = maxUtterances },
        TimeProvider.System);

    private static CodeFrames Repeat(int code, int frames) => new(3, [.. Enumerable.Repeat(code, 3 * frames)]);

    private static async Task<int> Samples(UtteranceDecoding utterance, CodeFrames frames)
    {
        var samples = 0;
        await foreach (var chunk in utterance.Decode(frames, Ct))
            samples += chunk.Samples.Length;
        return samples;
    }
}
