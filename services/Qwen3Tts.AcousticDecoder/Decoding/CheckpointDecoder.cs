using System.Collections.Concurrent;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.AcousticDecoder.Decoding;

/// <summary>The codec decoder of a checkpoint. States are used again: they are as many as there were utterances at a time.</summary>
internal sealed class CheckpointDecoder(Checkpoint checkpoint, SessionSettings settings, DecoderOptions options) : IFrameDecoder
{
    private readonly CodecDecoder _decoder = CodecDecoder.Load(checkpoint, settings, options.Precision);
    private readonly ConcurrentBag<CodecDecoderState> _free = [];
    private readonly WarmStore<CodecDecoderState> _warm = new(options.WarmMegabytes << 20);

    public CodecFormat Format => _decoder.Format;

    /// <summary>Loads the decoder of every checkpoint that <paramref name="options"/> names.</summary>
    public static IReadOnlyDictionary<string, IFrameDecoder> LoadAll(
        ModelsOptions options, DecoderOptions decoder, IProgress<ConversionProgress>? progress = null)
    {
        // A decoder holds its weights itself: the checkpoints are needed only to load it.
        using var checkpoints = CheckpointCatalog.Open(options);
        var settings = options.ToSettings(progress) with { Sequences = decoder.MostUtterances };
        return checkpoints.All.ToDictionary(
            checkpoint => checkpoint.Name, IFrameDecoder (checkpoint) => new CheckpointDecoder(checkpoint, settings, decoder));
    }

    public IFrameDecoding Start(int skipped)
    {
        var state = TakeState();
        state.Reset();
        state.Skip(skipped);
        return new Decoding(this, state);
    }

    public IFrameDecoding? StartAfter(CodeFrames context)
    {
        Decoding? begun = null;
        _warm.TryUse(KeyOf(context), primed =>
        {
            var state = TakeState();
            state.GoOnFrom(primed);
            begun = new Decoding(this, state);
        });
        return begun;
    }

    public void Keep(CodeFrames context, IFrameDecoding primed)
    {
        var state = ((Decoding)primed).State;
        if (state.CopyBytes > 0)
            _warm.Keep(KeyOf(context), state.CopyBytes, state.Copy);
    }

    public CodecPriming Prime(int frames) => _decoder.Prime(frames);

    public void Decode(IReadOnlyList<DecodingRow> rows) =>
        _decoder.Decode([.. rows.Select(row => new CodecDecoderRow(((Decoding)row.State).State, row.Frames, row.Samples, row.Silent))]);

    public void Dispose()
    {
        while (_free.TryTake(out var state))
            state.Dispose();
        _warm.Dispose();
        _decoder.Dispose();
    }

    private static string KeyOf(CodeFrames frames) => WarmStore<CodecDecoderState>.KeyOf(frames.Codes);

    private CodecDecoderState TakeState() => _free.TryTake(out var state) ? state : _decoder.Start();

    private sealed class Decoding(CheckpointDecoder decoder, CodecDecoderState state) : IFrameDecoding
    {
        private CodecDecoderState? _state = state;

        public CodecDecoderState State => _state ?? throw new ObjectDisposedException(nameof(Decoding));

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _state, null) is { } free)
                decoder._free.Add(free);
        }
    }
}
