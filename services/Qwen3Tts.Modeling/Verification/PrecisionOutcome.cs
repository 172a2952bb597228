using System.Text.Json.Serialization;
using Qwen3Tts.Modeling.Quantisation;

namespace Qwen3Tts.Modeling.Verification;

/// <summary>What a precision was found to lose on a checkpoint.</summary>
/// <param name="Plan">As <see cref="PrecisionPlan"/> writes it.</param>
public sealed record PrecisionOutcome(string Plan, IReadOnlyList<PartAgreement> Parts)
{
    /// <summary>Codes that a network must have been compared on for its divergence to say something.</summary>
    public const int FewestCodes = 100;

    /// <summary>True where every network is near the exact one, on enough codes.</summary>
    [JsonIgnore]
    public bool Passed => Enum.GetValues<NetworkPart>().All(network => Parts.Any(part => part.Part == network))
        && Parts.All(part => part is { IsNear: true, Codes: >= FewestCodes });
}
