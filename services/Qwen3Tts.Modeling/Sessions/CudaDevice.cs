using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>
/// The CUDA execution provider. Its options are in ONNX Runtime's managed package, so that all of this compiles and is tested with the
/// CPU build; only the native library differs.
/// </summary>
internal static class CudaDevice
{
    /// <summary>Its name in ONNX Runtime.</summary>
    public const string Provider = "CUDAExecutionProvider";

    private const string Library = "libonnxruntime_providers_cuda.so";

    private const string Needs =
        "It needs an NVIDIA GPU with its driver, CUDA 13, cuDNN 9 and a build with -p:OnnxRuntimeFlavor=Gpu. "
        + "With Models:Device=cpu it runs without them.";

    private static readonly Lock Registration = new();
    private static bool _registered;

    /// <summary>Makes a session run on the GPU.</summary>
    /// <param name="deviceId">Which GPU, from 0 on.</param>
    /// <param name="capture">The session's runs are captured as one CUDA graph: inputs and outputs stay where they were bound first.</param>
    /// <exception cref="SpeechException">Unsupported: this build or this machine has no CUDA; the message says what to install.</exception>
    public static void Append(SessionOptions options, int deviceId, bool capture)
    {
        Require(OrtEnv.Instance().GetAvailableProviders());
        try
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(Options(deviceId, capture));
            options.AppendExecutionProvider_CUDA(cuda);
        }
        catch (OnnxRuntimeException error)
        {
            throw Missing($"GPU {deviceId} could not be used ({error.Message.Trim()})", error);
        }

        // A captured graph has no way back to the processor: a network that does not fit is refused, not run in pieces.
        if (capture)
            options.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1");
    }

    /// <summary>
    /// Lets <see cref="OrtEnv.CopyTensors"/> reach the GPU: the environment copies between the devices of registered libraries only. Once for a
    /// process.
    /// </summary>
    /// <exception cref="SpeechException">Unsupported.</exception>
    public static void EnsureTransfers()
    {
        lock (Registration)
        {
            if (_registered)
                return;
            Require(OrtEnv.Instance().GetAvailableProviders());
            try
            {
                OrtEnv.Instance().RegisterExecutionProviderLibrary(Provider, LibraryPath());
            }
            catch (OnnxRuntimeException error)
            {
                throw Missing($"its library could not be loaded ({error.Message.Trim()})", error);
            }

            _registered = true;
        }
    }

    /// <summary>Refuses a build that lacks the provider.</summary>
    /// <param name="providers">Those of the native library.</param>
    /// <exception cref="SpeechException">Unsupported.</exception>
    public static void Require(IEnumerable<string> providers)
    {
        if (!providers.Contains(Provider))
            throw Missing("this build's ONNX Runtime is the one for processors", null);
    }

    /// <summary>Options as ONNX Runtime names them: https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html.</summary>
    public static Dictionary<string, string> Options(int deviceId, bool capture) => new()
    {
        ["device_id"] = deviceId.ToString(CultureInfo.InvariantCulture),
        ["enable_cuda_graph"] = capture ? "1" : "0",
        // What is asked for is what is taken: several networks share the GPU, and doubling would starve the last one.
        ["arena_extend_strategy"] = "kSameAsRequested",
        // A search by trial would be repeated for every length of a clip.
        ["cudnn_conv_algo_search"] = "HEURISTIC",
        ["do_copy_in_default_stream"] = "1",
        // Single precision means single precision.
        ["use_tf32"] = "0",
    };

    // Beside the program where it was published for one platform, else among the platforms' native files.
    private static string LibraryPath()
    {
        var published = Path.Combine(AppContext.BaseDirectory, Library);
        return File.Exists(published) ? published : Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", Library);
    }

    private static SpeechException Missing(string why, Exception? error)
    {
        var message = $"Models:Device is cuda, but {why}. {Needs}";
        return error is null ? SpeechException.Unsupported(message) : new SpeechException(SpeechErrorKind.Unsupported, message, error);
    }
}
