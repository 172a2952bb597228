using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>A model that the engine serves.</summary>
/// <param name="Networks">Used by the engine's thread only.</param>
/// <param name="Talker">Sampling of code group 0 where a request says nothing.</param>
/// <param name="Predictor">The same of the other groups.</param>
/// <param name="MaxFrames">The frame limit where a request says nothing.</param>
/// <param name="TalkerCodes">Ids that group 0 is drawn from.</param>
/// <param name="PredictorCodes">Ids that the other groups are drawn from.</param>
public sealed record ServedGenerator(
    ModelDescription Description,
    IFrameGenerator Networks,
    SamplingParameters Talker,
    SamplingParameters Predictor,
    int MaxFrames,
    int TalkerCodes,
    int PredictorCodes)
{
    /// <summary>What an utterance's codes depend on besides the checkpoint; empty where it is not known.</summary>
    public string Fingerprint { get; init; } = "";
}
