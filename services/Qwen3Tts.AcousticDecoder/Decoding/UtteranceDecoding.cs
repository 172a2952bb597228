using System.Runtime.CompilerServices;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.AcousticDecoder.Decoding;

/// <summary>One utterance on its way from frames to samples. For one caller at a time.</summary>
public sealed class UtteranceDecoding : IDisposable
{
    private readonly IFrameDecoder _decoder;
    private readonly DeviceThread _device;
    private IFrameDecoding? _state;
    private bool _heard;

    internal UtteranceDecoding(IFrameDecoder decoder, DeviceThread device) => (_decoder, _device) = (decoder, device);

    public CodecFormat Codec => _decoder.Format;

    /// <summary>The samples of frames that come before the utterance's own and are not sent: nobody waits for them to be heard.</summary>
    public IAsyncEnumerable<DecodedChunk> Prime(CodeFrames frames, CancellationToken cancellationToken) =>
        Decode(frames, sent: false, cancellationToken);

    /// <summary>
    /// The samples of the next frames, a turn's worth at a time, of the utterance's first frame alone; the next turn is asked for with
    /// the next element.
    /// </summary>
    public IAsyncEnumerable<DecodedChunk> Decode(CodeFrames frames, CancellationToken cancellationToken) =>
        Decode(frames, sent: true, cancellationToken);

    public void Dispose() => _state?.Dispose();

    private async IAsyncEnumerable<DecodedChunk> Decode(
        CodeFrames frames, bool sent, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var first = 0; first < frames.Count;)
        {
            _state ??= _decoder.Start();
            var chunk = await _device.Run(new DecodeTurn(_decoder, _state, frames, first, sent && !_heard, cancellationToken));
            first += chunk.Frames;
            _heard |= sent;
            yield return chunk;
        }
    }
}
