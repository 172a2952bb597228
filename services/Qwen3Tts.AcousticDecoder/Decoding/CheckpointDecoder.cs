using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.AcousticDecoder.Decoding;

/// <summary>The codec decoder of a checkpoint.</summary>
internal sealed class CheckpointDecoder(Checkpoint checkpoint, SessionSettings settings) : IFrameDecoder
{
    private readonly CodecDecoder _decoder = CodecDecoder.Load(checkpoint, settings);

    public CodecFormat Format => _decoder.Format;

    /// <summary>Loads the decoder of every checkpoint that <paramref name="options"/> names.</summary>
    public static IReadOnlyDictionary<string, IFrameDecoder> LoadAll(ModelsOptions options)
    {
        // A decoder holds its weights itself: the checkpoints are needed only to load it.
        using var checkpoints = CheckpointCatalog.Open(options);
        var settings = options.ToSettings();
        return checkpoints.All.ToDictionary(
            checkpoint => checkpoint.Name, IFrameDecoder (checkpoint) => new CheckpointDecoder(checkpoint, settings));
    }

    public IFrameDecoding Start() => new Decoding(_decoder);

    public void Dispose() => _decoder.Dispose();

    private sealed class Decoding(CodecDecoder decoder) : IFrameDecoding
    {
        private readonly CodecDecoderState _state = decoder.Start();

        public float[] Decode(CodeFrames frames) => decoder.Decode(_state, frames);

        public void Dispose() => _state.Dispose();
    }
}
