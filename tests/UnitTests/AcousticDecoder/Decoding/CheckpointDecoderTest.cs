using CsCheck;
using Qwen3Tts.AcousticDecoder.Decoding;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.UnitTests.Modeling;

namespace Qwen3Tts.UnitTests.AcousticDecoder.Decoding;

public sealed class CheckpointDecoderTest : IDisposable
{
    private readonly GoldenCheckpoint _golden = new();

    public void Dispose() => _golden.Dispose();

    [Fact]
    public async Task TwoUtterances_HoweverSplit_GiveTheSamplesOfOneDecode()
    {
        using var engine = new DecodeEngine(
            CheckpointDecoder.LoadAll(new ModelsOptions { Checkpoints = [$"golden={_golden.Folder}"], Threads = 1 }, new DecoderOptions()),
            new DecoderOptions { FramesPerTurn = 3 },
            TimeProvider.System);
        var codec = engine.Models.Single().Codec;
        var frames = new[] { Frames(codec, 1, 40), Frames(codec, 2, 25) };
        var whole = frames.Select(DecodeWhole).ToArray();

        await Gen.Int[1, 12].Array[4, 10].Array[2].SampleAsync(
            async lengths => await Task.WhenAll(Check(0, lengths[0]), Check(1, lengths[1])), iter: 10, threads: 1);

        async Task Check(int utterance, int[] lengths)
        {
            var samples = await DecodeInPieces(engine, frames[utterance], lengths);
            Assert.Equal(whole[utterance], samples);
        }
    }

    [Fact]
    public async Task Utterance_AfterAContextHeardBefore_DecodesNoneOfIt_AndGivesTheSameSamples()
    {
        using var engine = new DecodeEngine(
            CheckpointDecoder.LoadAll(new ModelsOptions { Checkpoints = [$"golden={_golden.Folder}"], Threads = 1 }, new DecoderOptions()),
            new DecoderOptions(),
            TimeProvider.System);
        var codec = engine.Models.Single().Codec;
        CodeFrames context = Frames(codec, 3, 30), other = Frames(codec, 4, 30), own = Frames(codec, 5, 6);

        var first = await After(context);
        var second = await After(context);
        var third = await After(other);

        Assert.NotEqual(0, first.Primed);
        Assert.Equal(0, second.Primed);
        Assert.Equal(first.Primed, third.Primed);
        Assert.Equal(first.Samples, second.Samples);
        Assert.NotEqual(first.Samples, third.Samples);
        Assert.Equal(DecodeWhole(Joined(context, own))[^first.Samples.Count..], first.Samples);

        async Task<(int Primed, List<float> Samples)> After(CodeFrames frames)
        {
            using var utterance = engine.Start("golden");
            var primed = 0;
            await foreach (var chunk in utterance.Prime(frames, before: 0, TestContext.Current.CancellationToken))
                primed += chunk.Frames;
            var samples = new List<float>();
            await foreach (var chunk in utterance.Decode(own, TestContext.Current.CancellationToken))
                samples.AddRange(chunk.Samples);
            return (primed, samples);
        }
    }

    private static CodeFrames Joined(CodeFrames a, CodeFrames b) => new(a.Groups, [.. a.Codes, .. b.Codes]);

    private static CodeFrames Frames(CodecFormat codec, int seed, int count)
    {
        var random = new Random(seed);
        return new CodeFrames(codec.Groups, [.. Enumerable.Range(0, count * codec.Groups).Select(_ => random.Next(codec.CodebookSize))]);
    }

    private static async Task<List<float>> DecodeInPieces(DecodeEngine engine, CodeFrames frames, int[] lengths)
    {
        using var utterance = engine.Start("golden");
        var samples = new List<float>();
        var first = 0;
        foreach (var length in lengths.Append(frames.Count))
        {
            var codes = frames.Codes[(first * frames.Groups)..(Math.Min(first + length, frames.Count) * frames.Groups)].ToArray();
            await foreach (var chunk in utterance.Decode(new CodeFrames(frames.Groups, codes), TestContext.Current.CancellationToken))
                samples.AddRange(chunk.Samples);
            first = Math.Min(first + length, frames.Count);
        }

        return samples;
    }

    private float[] DecodeWhole(CodeFrames frames)
    {
        using var checkpoint = _golden.Open();
        using var decoder = CodecDecoder.Load(checkpoint, new SessionSettings(Threads: 1));
        using var state = decoder.Start();
        return decoder.Decode(state, frames);
    }
}
