namespace Qwen3Tts.Modeling.Quantisation;

/// <summary>The networks whose precision can be chosen.</summary>
public enum NetworkPart
{
    Talker,
    Predictor,
}
