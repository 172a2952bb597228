using CsCheck;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Modeling.Sessions;

public sealed class CodecDecoderTest : IDisposable
{
    // More than the attention's window of the golden checkpoint, 72.
    private const int Long = 90;

    private readonly GoldenCheckpoint _golden = new();
    private readonly Checkpoint _checkpoint;
    private readonly CodecDecoder _decoder;

    public CodecDecoderTest()
    {
        _checkpoint = _golden.Open();
        _decoder = CodecDecoder.Load(_checkpoint, new SessionSettings(Threads: 2, CacheFolder: _golden.CacheFolder));
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _checkpoint.Dispose();
        _golden.Dispose();
    }

    [Fact]
    public void Kernels_GiveTheWaveOfTheGraph()
    {
        var frames = Frames(1, Long);
        using var graph = GraphCodecDecoder.Load(_checkpoint, new SessionSettings(Threads: 1, CacheFolder: _golden.CacheFolder));
        using var state = graph.Start();
        var expected = graph.Decode(state, frames);

        var actual = Whole(frames);

        Assert.Contains(expected, sample => Math.Abs(sample) > 0.01f);
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 2e-5f);
    }

    [Fact]
    public void Graph_AsAnotherDeviceRunsIt_DecodesBatchesHoweverSplit_AndStartsAnew()
    {
        // More than a run takes, of different length.
        CodeFrames[] frames = [.. Enumerable.Range(0, 10).Select(i => Frames(i, 3 + 2 * i))];
        var expected = frames.Select(Whole).ToArray();
        using var decoder = LoadGraph(places: 10);
        var states = frames.Select(_ => decoder.Start()).ToArray();

        for (var round = 0; round < 2; round++)
        {
            var samples = frames.Select(_ => new List<float>()).ToArray();
            foreach (var turn in new[] { 1, 4, 0, Long })
            {
                var rows = frames.Select((all, i) => Row(states[i], Slice(all, states[i].Frames, turn))).ToArray();
                decoder.Decode(rows);
                for (var i = 0; i < rows.Length; i++)
                    samples[i].AddRange(rows[i].Samples.Span);
            }

            for (var i = 0; i < frames.Length; i++)
            {
                Assert.Equal(frames[i].Count, states[i].Frames);
                Assert.Equal(expected[i].Length, samples[i].Count);
                for (var sample = 0; sample < expected[i].Length; sample++)
                    Assert.Equal(expected[i][sample], samples[i][sample], 2e-5f);
                states[i].Reset();
            }
        }

        Array.ForEach(states, state => state.Dispose());
    }

    [Fact]
    public void Graph_PlacesOnTheDevice_AreAsManyAsWerePlanned_AndServeAgain()
    {
        using var decoder = LoadGraph(places: 2);
        using var one = decoder.Start();
        var two = decoder.Start();
        decoder.Decode(two, Frames(1, 5));

        var error = Assert.Throws<SpeechException>(decoder.Start);
        Assert.Equal(SpeechErrorKind.Exhausted, error.Kind);
        Assert.Contains("Decoder:MaxUtterances", error.Message, StringComparison.Ordinal);

        two.Dispose();
        two.Dispose();
        using var again = decoder.Start();
        Assert.Throws<SpeechException>(decoder.Start);
        var frames = Frames(2, 4);
        Assert.Equal(decoder.Decode(one, frames), decoder.Decode(again, frames));
    }

    [Fact]
    public void MixedPrecision_OnAnotherDevice_IsRefused()
    {
        var error = Assert.Throws<SpeechException>(
            () => CodecDecoder.Load(_checkpoint, new SessionSettings { Device = ExecutionDevice.Cuda }, CodecPrecision.Mixed));

        Assert.Equal(SpeechErrorKind.Unsupported, error.Kind);
        Assert.Contains("with Models:Device=cuda it is Float32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Graph_InSteadyState_AllocatesNothing()
    {
        using var decoder = LoadGraph(places: 3);
        using CodecDecoderState one = decoder.Start(), two = decoder.Start(), three = decoder.Start();
        CodecDecoderRow[] rows = [Row(one, Frames(1, 1)), Row(two, Frames(2, 3)), Row(three, Frames(3, 3))];
        for (var i = 0; i < 3; i++)
            decoder.Decode(rows);

        Assert.Contains(0, Enumerable.Range(0, 5).Select(_ => Allocated(() =>
        {
            for (var i = 0; i < 3; i++)
                decoder.Decode(rows);
        })));
    }

    [Fact]
    public void Utterance_HoweverSplit_GivesTheSameBits()
    {
        var frames = Frames(2, Long);
        var whole = Whole(frames);
        using var state = _decoder.Start();

        Gen.Int[1, 20].Array[0, 30].Sample(
            lengths =>
            {
                state.Reset();
                var samples = new List<float>();
                foreach (var length in lengths.Append(Long))
                    samples.AddRange(_decoder.Decode(state, Slice(frames, state.Frames, length)));
                Assert.Equal(whole, samples);
            },
            iter: 15, threads: 1);
    }

    [Fact]
    public void Utterances_DecodedTogether_GiveTheBitsOfEachAlone()
    {
        CodeFrames[] frames = [.. Enumerable.Range(0, 11).Select(i => Frames(i, 5 + 3 * i))];
        var alone = frames.Select(Whole).ToArray();

        Gen.Int[0, 4].Array[11].Array[1, 20].Sample(
            turns =>
            {
                var states = frames.Select(_ => _decoder.Start()).ToArray();
                var samples = frames.Select(_ => new List<float>()).ToArray();
                foreach (var turn in turns.Append([.. Enumerable.Repeat(Long, 11)]))
                {
                    // Utterances that have ended have no frames, as those have that wait.
                    var rows = frames.Select((all, i) => Row(states[i], Slice(all, states[i].Frames, turn[i]))).ToArray();
                    _decoder.Decode(rows);
                    for (var i = 0; i < rows.Length; i++)
                        samples[i].AddRange(rows[i].Samples.Span);
                }

                for (var i = 0; i < frames.Length; i++)
                {
                    Assert.Equal(alone[i], samples[i]);
                    states[i].Dispose();
                }
            },
            iter: 8, threads: 1);
    }

    [Fact]
    public void Priming_ThenDecoding_GivesTheSameBits_AsDecodingAll()
    {
        const int All = 460;
        var frames = Frames(5, All);
        var whole = Whole(frames);
        Assert.InRange(_decoder.Prime(All).Skipped, 1, All);
        Gen.Select(Gen.Int[0, All - 1], Gen.Int[1, 40]).Sample(
            (made, step) =>
            {
                using var state = _decoder.Start();
                var (skipped, silent) = _decoder.Prime(made);
                Assert.InRange(made - skipped - silent, 0, 20);
                state.Skip(skipped);
                for (var end = skipped + silent; state.Frames < end;)
                    _decoder.Decode([new CodecDecoderRow(state, Slice(frames, state.Frames, Math.Min(step, end - state.Frames)), default, Silent: true)]);
                _decoder.Decode(state, Slice(frames, state.Frames, made - state.Frames));

                var rest = _decoder.Decode(state, Slice(frames, made, Math.Min(3, All - made)));

                Assert.Equal(whole.AsSpan(made * _decoder.Format.SamplesPerFrame, rest.Length).ToArray(), rest);
            },
            iter: 60, threads: 1);
    }

    [Fact]
    public void Threads_DoNotChangeTheBits()
    {
        var frames = Frames(3, 20);
        using var single = CodecDecoder.Load(_checkpoint, new SessionSettings(Threads: 1, CacheFolder: _golden.CacheFolder));
        using var state = single.Start();

        Assert.Equal(single.Decode(state, frames), Whole(frames));
    }

    [Fact]
    public void MixedPrecision_IsFiftyDecibelsFromTheExactWaveOrMore_AndAsIndependent()
    {
        var frames = Frames(4, 40);
        var exact = Whole(frames);
        using var mixed = CodecDecoder.Load(_checkpoint, new SessionSettings(Threads: 2, CacheFolder: _golden.CacheFolder), CodecPrecision.Mixed);
        using var state = mixed.Start();

        var wave = mixed.Decode(state, frames);

        double signal = exact.Sum(sample => (double)sample * sample), noise = exact.Zip(wave, (a, b) => (double)(a - b) * (a - b)).Sum();
        Assert.True(noise > 0);
        Assert.InRange(10 * Math.Log10(signal / noise), 50, 100);
        state.Reset();
        var split = new List<float>();
        foreach (var length in new[] { 1, 7, 12, 20 })
            split.AddRange(mixed.Decode(state, Slice(frames, state.Frames, length)));
        Assert.Equal(wave, split);
    }

    [Fact]
    public void Decode_InSteadyState_AllocatesNothing()
    {
        using CodecDecoderState one = _decoder.Start(), two = _decoder.Start();
        CodecDecoderRow[] rows = [Row(one, Frames(1, 1)), Row(two, Frames(2, 3))];
        for (var i = 0; i < 3; i++)
            _decoder.Decode(rows);

        // Waiting for another test that uses the same threads may allocate; what a decode allocates would be there every time.
        Assert.Contains(0, Enumerable.Range(0, 5).Select(_ => Allocated(() =>
        {
            for (var i = 0; i < 10; i++)
                _decoder.Decode(rows);
        })));
    }

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Fact]
    public void Decode_OfFramesThatAreNotTheCodecs_NamesWhatIsWrong()
    {
        using CodecDecoderState state = _decoder.Start(), other = _decoder.Start();
        var groups = _decoder.Format.Groups;

        Assert.Equal(
            $"A frame has 3 codes; codec {_decoder.Format.Name} has {groups}.",
            Assert.Throws<SpeechException>(() => _decoder.Decode(state, new CodeFrames(3, new int[3]))).Message);
        var wrong = new int[groups];
        wrong[^1] = _decoder.Format.CodebookSize;
        CodecDecoderRow[] rows = [Row(other, Frames(1, 1)), Row(state, new CodeFrames(groups, wrong))];
        Assert.Contains("is outside the codebook", Assert.Throws<SpeechException>(() => _decoder.Decode(rows)).Message, StringComparison.Ordinal);
        Assert.Equal(0, other.Frames);
    }

    [Fact]
    public void Decode_OfOneStateTwiceOrWithoutRoom_IsRefused()
    {
        using var state = _decoder.Start();
        CodecDecoderRow[] twice = [Row(state, Frames(1, 1)), Row(state, Frames(2, 1))];
        CodecDecoderRow[] narrow = [new(state, Frames(1, 2), new float[_decoder.Format.SamplesPerFrame])];

        Assert.Throws<ArgumentException>(() => _decoder.Decode(twice));
        Assert.Throws<ArgumentException>(() => _decoder.Decode(narrow));
        Assert.Equal(0, state.Frames);
    }

    private CodecDecoder LoadGraph(int places) =>
        CodecDecoder.LoadGraph(_checkpoint, new SessionSettings(Threads: 1, CacheFolder: _golden.CacheFolder) { Sequences = places });

    private float[] Whole(CodeFrames frames)
    {
        using var state = _decoder.Start();
        return _decoder.Decode(state, frames);
    }

    private CodecDecoderRow Row(CodecDecoderState state, CodeFrames frames) =>
        new(state, frames, new float[frames.Count * _decoder.Format.SamplesPerFrame]);

    private CodeFrames Frames(int seed, int count)
    {
        var random = new Random(seed);
        return new CodeFrames(
            _decoder.Format.Groups,
            [.. Enumerable.Range(0, count * _decoder.Format.Groups).Select(_ => random.Next(_decoder.Format.CodebookSize))]);
    }

    private static CodeFrames Slice(CodeFrames frames, int first, int count) => new(
        frames.Groups, frames.Codes.Slice(first * frames.Groups, Math.Min(count, frames.Count - first) * frames.Groups).ToArray());
}
