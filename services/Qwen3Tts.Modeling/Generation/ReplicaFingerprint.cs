using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Modeling.Generation;

/// <summary>
/// Names everything but the checkpoint that an utterance's codes depend on: between replicas of one fingerprint an utterance goes on to
/// the bit; between others it goes on, but its later codes may differ.
/// </summary>
public static class ReplicaFingerprint
{
    public static string Of(SessionSettings settings)
    {
        var build = typeof(ReplicaFingerprint).Module.ModuleVersionId.ToString("N")[..12];
        var lanes = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        // Exponentials come from the runtime, and in its last bit may change with it.
        return $"{RuntimeInformation.ProcessArchitecture}-{lanes}-{Environment.Version}-{build}-{settings.Device}-{settings.Precision ?? PrecisionPlan.Float32}".ToLowerInvariant();
    }
}
