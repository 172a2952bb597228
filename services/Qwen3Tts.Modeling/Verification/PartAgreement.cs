using System.Text.Json.Serialization;
using Qwen3Tts.Modeling.Quantisation;

namespace Qwen3Tts.Modeling.Verification;

/// <summary>How near one network's logits in a precision are to the exact ones, on the same frames.</summary>
/// <param name="Agreement">The share of codes whose most likely value is the same, 0 to 1.</param>
/// <param name="Divergence">Kullback-Leibler divergence of the exact distribution from the other, mean over the codes, in nats.</param>
/// <param name="Codes">How many were compared.</param>
public sealed record PartAgreement(NetworkPart Part, double Agreement, double Divergence, int Codes)
{
    /// <summary>
    /// A divergence above this is warned of. Sampling at temperature 0.9 draws another code than the exact distribution would in at most
    /// √(KL/2) of cases (Pinsker's inequality): 0.02 nats are one code in ten.
    /// </summary>
    public const double LargestDivergence = 0.02;

    [JsonIgnore]
    public bool IsNear => Divergence <= LargestDivergence;
}
