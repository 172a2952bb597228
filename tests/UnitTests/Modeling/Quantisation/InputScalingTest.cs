using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Quantisation;

namespace Qwen3Tts.UnitTests.Modeling.Quantisation;

public sealed class InputScalingTest : IDisposable
{
    private const int Inputs = 40;
    private const int Outputs = 24;
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_ChannelsFarFromTheRest_BringsThemToIt()
    {
        var scales = Of(column => column switch { 3 => 1 / 1024f, 17 => 512, 20 => 0, _ => 1 });

        Assert.Equal(64, scales.Length);
        Assert.Equal((1 / 1024f, 512f), (scales[3], scales[17]));
        Assert.True(InputScaling.AreOne([.. scales.Where((_, i) => i is not (3 or 17))]));
    }

    [Fact]
    public void Of_ChannelsOfLikeSize_AreLeftAlone() => Assert.True(InputScaling.AreOne(Of(column => column % 2 == 0 ? 1 : 1.3f)));

    [Fact]
    public void Of_WeightsOfZero_AreLeftAlone() => Assert.True(InputScaling.AreOne(Of(_ => 0)));

    [Fact]
    public void Of_LayersThatReadTheSameInputs_AreScaledAlike()
    {
        using var tensors = Write(("a", column => column == 3 ? 1 / 64f : 1), ("b", column => column == 3 ? 1 / 64f : 4));
        MatrixSpec spec = new("a", "gate_proj", Inputs, ("a", Outputs)), other = new("b", "up_proj", Inputs, ("b", Outputs));
        (string, int)[] both = [("a", Outputs), ("b", Outputs)];

        var scales = InputScaling.Of(spec with { Together = both }, tensors);

        Assert.Equal(InputScaling.Of(other with { Together = both }, tensors), scales);
        Assert.False(InputScaling.AreOne(scales));
    }

    private float[] Of(Func<int, float> column)
    {
        using var tensors = Write(("a", column));
        return InputScaling.Of(new MatrixSpec("a", "head", Inputs, ("a", Outputs)), tensors);
    }

    private TensorSet Write(params (string Name, Func<int, float> Column)[] tensors)
    {
        var path = Path.Combine(_folder.Path, $"{tensors.Length}.safetensors");
        SafetensorsWriter.Write(path, [.. tensors.Select(tensor => (tensor.Name, new long[] { Outputs, Inputs },
            Enumerable.Range(0, Outputs * Inputs).Select(i => tensor.Column(i % Inputs) * (i % 2 == 0 ? 1 : -1)).ToArray()))]);
        return TensorSet.OpenFile(path);
    }
}
