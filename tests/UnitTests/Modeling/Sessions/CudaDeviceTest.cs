using Microsoft.Extensions.Configuration;
using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Modeling.Sessions;

public sealed class CudaDeviceTest
{
    /// <summary>Only a build for GPUs has the provider; there <c>deploy/gpu-check.sh</c> runs it.</summary>
    private static readonly bool GpuBuild = OrtEnv.Instance().GetAvailableProviders().Contains(CudaDevice.Provider);

    [Fact]
    public void BuildForProcessors_IsRefused_WithWhatToInstall()
    {
        Assert.SkipWhen(GpuBuild, "This build is for GPUs.");
        using var folder = new GoldenCheckpoint();
        using var checkpoint = folder.Open();

        var error = Assert.Throws<SpeechException>(
            () => SpeakerEncoder.Load(checkpoint, new SessionSettings { Device = ExecutionDevice.Cuda }));

        Assert.Equal(SpeechErrorKind.Unsupported, error.Kind);
        Assert.Contains("Models:Device is cuda", error.Message, StringComparison.Ordinal);
        Assert.Contains("-p:OnnxRuntimeFlavor=Gpu", error.Message, StringComparison.Ordinal);
        Assert.Contains("Models:Device=cpu", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Provider_ThatIsThere_IsNotRefused() => CudaDevice.Require(["CPUExecutionProvider", CudaDevice.Provider]);

    [Theory]
    [InlineData(false, "0")]
    [InlineData(true, "1")]
    public void Options_NameTheDeviceAndTheCapture_AndKeepSinglePrecision(bool capture, string expected)
    {
        var options = CudaDevice.Options(3, capture);

        Assert.Equal("3", options["device_id"]);
        Assert.Equal(expected, options["enable_cuda_graph"]);
        Assert.Equal("0", options["use_tf32"]);
        Assert.Equal("kSameAsRequested", options["arena_extend_strategy"]);
    }

    [Theory]
    [InlineData("cuda", ExecutionDevice.Cuda)]
    [InlineData("cpu", ExecutionDevice.Cpu)]
    public void Setting_IsReadAsPeopleWriteIt(string written, ExecutionDevice expected)
    {
        var options = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Models:Device", written), new("Models:DeviceId", "2")])
            .Build().GetSection(ModelsOptions.Section).Get<ModelsOptions>()!;

        Assert.Equal((expected, 2), (options.Device, options.DeviceId));
    }
}
