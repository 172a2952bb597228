using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>The instructions that kernels choose by.</summary>
internal static class ProcessorFeatures
{
    /// <summary>Such as <c>X64: FMA, AVX2, AVX-512F, AVX-512BW; vectors of 512 bits</c>.</summary>
    public static string Describe()
    {
        (string Name, bool There)[] features =
        [
            ("FMA", Fma.IsSupported), ("AVX2", Avx2.IsSupported), ("AVX-512F", Avx512F.IsSupported), ("AVX-512BW", Avx512BW.IsSupported),
            ("AdvSimd", AdvSimd.IsSupported),
        ];
        var names = features.Where(feature => feature.There).Select(feature => feature.Name).DefaultIfEmpty("none of those that kernels use");
        return $"{RuntimeInformation.ProcessArchitecture}: {string.Join(", ", names)}; vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits";
    }
}
