using System.Runtime.CompilerServices;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.AcousticDecoder.Decoding;

/// <summary>One utterance on its way from frames to samples. For one caller at a time.</summary>
public sealed class UtteranceDecoding(IFrameDecoder decoder, DeviceThread device, int framesPerTurn, TimeProvider time) : IDisposable
{
    private IFrameDecoding? _state;

    public CodecFormat Codec => decoder.Format;

    /// <summary>The samples of the next frames, a turn's worth at a time; the next turn is asked for with the next element.</summary>
    public async IAsyncEnumerable<DecodedChunk> Decode(CodeFrames frames, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var first = 0; first < frames.Count; first += framesPerTurn)
        {
            var turn = Slice(frames, first, Math.Min(framesPerTurn, frames.Count - first));
            yield return await device.Run(() => Decode(turn), cancellationToken);
        }
    }

    public void Dispose() => _state?.Dispose();

    private static CodeFrames Slice(CodeFrames frames, int first, int count) =>
        new(frames.Groups, frames.Codes.Slice(first * frames.Groups, count * frames.Groups).ToArray());

    private DecodedChunk Decode(CodeFrames frames)
    {
        var started = time.GetTimestamp();
        _state ??= decoder.Start();
        var samples = _state.Decode(frames);
        return new DecodedChunk(samples, frames.Count, time.GetElapsedTime(started));
    }
}
