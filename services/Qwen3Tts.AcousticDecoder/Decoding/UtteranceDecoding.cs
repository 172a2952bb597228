using System.Runtime.CompilerServices;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;

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

    /// <summary>
    /// Begins after frames that come before the utterance's own: what follows is the same to the bit as if they had been decoded. Nobody
    /// waits for the chunks to be heard, and there are none where another utterance began after the same frames not long ago.
    /// </summary>
    /// <param name="before">
    /// How many came before these and are not known. On a graph, which cannot pass over frames, these count as the first: the samples after them
    /// are the same but for rounding.
    /// </param>
    /// <exception cref="SpeechException">Invalid: the decoder looks back further than to the first of these frames.</exception>
    public async IAsyncEnumerable<DecodedChunk> Prime(CodeFrames frames, int before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_state is not null)
            throw new InvalidOperationException("An utterance is primed before its own frames.");
        _state = before is 0 ? _decoder.StartAfter(frames) : null;
        if (_state is not null)
            yield break;
        var (skipped, silent) = _decoder.Prime(before + frames.Count);
        if (skipped is not 0 && skipped < before)
            throw SpeechException.Invalid($"The context has {frames.Count} frames of {before + frames.Count}; the decoder needs the last {before + frames.Count - skipped}.");
        _state = _decoder.Start(skipped);
        var first = Math.Max(0, skipped - before);
        await foreach (var chunk in Decode(frames, first, first + silent, sent: false, cancellationToken))
            yield return chunk;
        if (before is 0)
            _decoder.Keep(frames, _state);
    }

    /// <summary>
    /// The samples of the next frames, a turn's worth at a time, of the utterance's first frame alone; the next turn is asked for with
    /// the next element.
    /// </summary>
    public IAsyncEnumerable<DecodedChunk> Decode(CodeFrames frames, CancellationToken cancellationToken) =>
        Decode(frames, first: 0, silent: 0, sent: true, cancellationToken);

    public void Dispose() => _state?.Dispose();

    private async IAsyncEnumerable<DecodedChunk> Decode(
        CodeFrames frames, int first, int silent, bool sent, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (first < frames.Count)
        {
            _state ??= _decoder.Start(skipped: 0);
            var chunk = await _device.Run(new DecodeTurn(_decoder, _state, frames, first, silent, sent && !_heard, cancellationToken));
            first += chunk.Frames;
            _heard |= sent;
            yield return chunk;
        }
    }
}
