using System.Collections.Concurrent;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.AcousticDecoder.Decoding;

/// <summary>The codec decoder of a checkpoint. States are used again: they are as many as there were utterances at a time.</summary>
internal sealed class CheckpointDecoder(Checkpoint checkpoint, SessionSettings settings, CodecPrecision precision) : IFrameDecoder
{
    private readonly CodecDecoder _decoder = CodecDecoder.Load(checkpoint, settings, precision);
    private readonly ConcurrentBag<CodecDecoderState> _free = [];

    public CodecFormat Format => _decoder.Format;

    /// <summary>Loads the decoder of every checkpoint that <paramref name="options"/> names.</summary>
    public static IReadOnlyDictionary<string, IFrameDecoder> LoadAll(
        ModelsOptions options, DecoderOptions decoder, IProgress<ConversionProgress>? progress = null)
    {
        // A decoder holds its weights itself: the checkpoints are needed only to load it.
        using var checkpoints = CheckpointCatalog.Open(options);
        var settings = options.ToSettings(progress) with { Sequences = decoder.MaxUtterances };
        return checkpoints.All.ToDictionary(
            checkpoint => checkpoint.Name, IFrameDecoder (checkpoint) => new CheckpointDecoder(checkpoint, settings, decoder.Precision));
    }

    public IFrameDecoding Start(int skipped)
    {
        if (_free.TryTake(out var state))
            state.Reset();
        else
            state = _decoder.Start();
        state.Skip(skipped);
        return new Decoding(this, state);
    }

    public CodecPriming Prime(int frames) => _decoder.Prime(frames);

    public void Decode(IReadOnlyList<DecodingRow> rows) =>
        _decoder.Decode([.. rows.Select(row => new CodecDecoderRow(((Decoding)row.State).State, row.Frames, row.Samples, row.Silent))]);

    public void Dispose()
    {
        while (_free.TryTake(out var state))
            state.Dispose();
        _decoder.Dispose();
    }

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
