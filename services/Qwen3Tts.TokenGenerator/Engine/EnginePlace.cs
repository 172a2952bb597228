using System.Threading.RateLimiting;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>Room for one utterance in the engine. Disposing it ends the utterance and lets another in.</summary>
public sealed class EnginePlace : IDisposable
{
    private readonly GenerationEngine _engine;
    private readonly RateLimitLease _lease;
    private EngineUtterance? _utterance;

    internal EnginePlace(GenerationEngine engine, RateLimitLease lease)
    {
        _engine = engine;
        _lease = lease;
    }

    /// <summary>Begins the one utterance of this place. Its text follows.</summary>
    public Generation Start(ServedGenerator model, GenerationRequest request, CodeFrames? made = null)
    {
        if (_utterance is not null)
            throw new InvalidOperationException("A place has one utterance.");
        _utterance = _engine.Start(model, request, made);
        return _utterance.Generation;
    }

    public void Dispose()
    {
        if (_utterance is not null)
            _engine.Leave(_utterance);
        _lease.Dispose();
    }
}
