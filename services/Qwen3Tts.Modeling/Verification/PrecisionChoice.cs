using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Verification;

/// <summary>The precision that a checkpoint is served in.</summary>
/// <param name="Reason">Why, in words that follow a colon.</param>
public sealed record PrecisionChoice(PrecisionPlan Plan, string Reason)
{
    /// <summary>What is taken on the processor where nothing is known of a checkpoint.</summary>
    public static readonly PrecisionPlan Default = PrecisionPlan.Parse("int8");

    private static readonly PrecisionPlan OnGpu = PrecisionPlan.Parse("fp16");

    /// <summary>
    /// The precision that <paramref name="settings"/> asks for. Without one: of those verified on this checkpoint the fastest that passed,
    /// or <see cref="Default"/> where none is; exact weights where the default itself was verified and failed.
    /// </summary>
    /// <exception cref="SpeechException">No cache folder can be written.</exception>
    public static PrecisionChoice Of(Checkpoint checkpoint, SessionSettings settings)
    {
        if (settings.Precision is { } asked)
            return new PrecisionChoice(asked, "as was asked for");
        if (settings.Device is not ExecutionDevice.Cpu)
            return new PrecisionChoice(OnGpu, "the default on a GPU");
        var verified = VerifiedPrecisions.Read(checkpoint, settings.CacheFolder);
        var passed = from outcome in verified
                     where outcome.Passed
                     let plan = PrecisionPlan.TryParse(outcome.Plan, out var known, out _) ? known : null
                     where plan is not null && plan.Used.All(KernelSelfTest.Passes)
                     orderby WeightTraffic.Of(checkpoint, plan)
                     select new PrecisionChoice(plan, $"of those verified on this checkpoint the fastest that passed, {Show(outcome)}");
        if (passed.FirstOrDefault() is { } fastest)
            return fastest;
        return verified.Any(outcome => outcome.Plan == Default.ToString() && outcome.Parts.Any(part => !part.IsNear))
            ? new PrecisionChoice(PrecisionPlan.Float32, $"{Default}, the default, was verified on this checkpoint and failed, and nothing else passed")
            : new PrecisionChoice(Default, "the default for a checkpoint of which no precision was verified and passed; 'qwen3tts convert --verify' does that");
    }

    private static string Show(PrecisionOutcome outcome) => string.Join(
        " and ", outcome.Parts.Select(part => FormattableString.Invariant($"{part.Divergence:0.0000} nats ({part.Part.ToString().ToLowerInvariant()})")));
}
