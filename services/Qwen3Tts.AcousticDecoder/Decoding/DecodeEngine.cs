using System.Threading.RateLimiting;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.AcousticDecoder.Decoding;

/// <summary>The served models' decoders, the thread that runs them and the places of the utterances. Owns the decoders.</summary>
public sealed class DecodeEngine : IDisposable
{
    private readonly SortedDictionary<string, IFrameDecoder> _decoders;
    private readonly DecoderOptions _options;
    private readonly ConcurrencyLimiter _places;

    // For utterances that another decoder has lost: as many as it may have had.
    private readonly ConcurrencyLimiter _reserve;
    private readonly DeviceThread _device;

    /// <param name="watch">Told of each turn on the device; null is not told.</param>
    public DecodeEngine(IReadOnlyDictionary<string, IFrameDecoder> decoders, DecoderOptions options, TimeProvider time, RunWatch? watch = null)
    {
        _decoders = new SortedDictionary<string, IFrameDecoder>(decoders.ToDictionary(), StringComparer.Ordinal);
        _options = options;
        _places = Limiter(options);
        _reserve = Limiter(options);
        _device = new DeviceThread("acoustic-decoder", options.MostUtterances, options.FramesPerTurn, time, watch);
    }

    /// <summary>Each served model's codec.</summary>
    public IEnumerable<(string Model, CodecFormat Codec)> Models => _decoders.Select(pair => (pair.Key, pair.Value.Format));

    /// <summary>Utterances that are decoded at the same time.</summary>
    public int Places => _options.MaxUtterances;

    /// <summary>Places that utterances hold.</summary>
    public int Taken => TakenOf(_places) + TakenOf(_reserve);

    /// <summary>A place for one utterance, held until it is disposed.</summary>
    /// <param name="goesOn">Samples of it have been made elsewhere: it is heard already.</param>
    /// <exception cref="SpeechException">Exhausted: all places are taken.</exception>
    public IDisposable Enter(bool goesOn = false)
    {
        var place = _places.AttemptAcquire();
        if (!place.IsAcquired && goesOn)
            place = _reserve.AttemptAcquire();
        return place.IsAcquired
            ? place
            : throw SpeechException.Exhausted($"The acoustic decoder is busy with {_options.MaxUtterances} utterances; try again later.");
    }

    /// <exception cref="SpeechException">NotFound: the model is not served; the message lists those that are.</exception>
    public UtteranceDecoding Start(string model) => _decoders.TryGetValue(model, out var decoder)
        ? new UtteranceDecoding(decoder, _device)
        : throw SpeechException.NotFound($"There is no model '{model}'; served are: {string.Join(", ", _decoders.Keys)}.");

    public void Dispose()
    {
        _device.Dispose();
        _places.Dispose();
        _reserve.Dispose();
        foreach (var decoder in _decoders.Values)
            decoder.Dispose();
    }

    private int TakenOf(ConcurrencyLimiter places) => Places - (int)places.GetStatistics()!.CurrentAvailablePermits;

    private static ConcurrencyLimiter Limiter(DecoderOptions options) => new(new ConcurrencyLimiterOptions { PermitLimit = options.MaxUtterances });
}
