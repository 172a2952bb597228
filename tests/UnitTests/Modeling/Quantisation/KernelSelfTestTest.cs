using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Modeling.Quantisation;

public sealed unsafe class KernelSelfTestTest
{
    public static TheoryData<WeightFormat> Formats => [.. Enum.GetValues<WeightFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Passes_KernelsOfThisBuild(WeightFormat format) => Assert.True(KernelSelfTest.Passes(format));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Require_KernelThatIsWrongForSomeRows_RefusesThePrecision(int rows)
    {
        var error = Assert.Throws<SpeechException>(
            () => KernelSelfTest.Require(WeightFormat.Int4Asymmetric, (layout, data) => new WrongKernel(layout, data, rows)));

        Assert.Equal(SpeechErrorKind.Unsupported, error.Kind);
        Assert.Contains($"int4a is refused on this processor ({ProcessorFeatures.Describe()}): of {rows} row(s)", error.Message, StringComparison.Ordinal);
        Assert.Contains("Models:Precision", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Require_KernelThatForgetsZeroPoints_RefusesThePrecision() => Assert.Throws<SpeechException>(
        () => KernelSelfTest.Require(WeightFormat.Int4Asymmetric, (layout, data) => new WrongKernel(layout, data, rows: 0) { Zeros = false }));

    [Fact]
    public void Describe_NamesTheInstructions() => Assert.Contains("vectors of", ProcessorFeatures.Describe(), StringComparison.Ordinal);

    /// <summary>A thousandth too large in its last output, of one number of rows; or without zero points.</summary>
    private sealed class WrongKernel(TileLayout layout, byte* data, int rows) : WeightMatrix(layout.Outputs, layout.Inputs)
    {
        private readonly QuantisedMatrix _right = new(layout, data);

        public bool Zeros { get; init; } = true;

        public override bool TakesBlocks => true;

        public override long ByteLength => layout.ByteLength;

        public override void MultiplyTile(Activations x, int count, int tile, float* y)
        {
            _right.MultiplyTile(x, count, tile, y);
            if (count == rows)
                y[count * TileOutputs - 1] *= 1.001f;
            for (var i = 0; i < count * TileOutputs && !Zeros; i++)
                y[i] += ZeroShare(x, i / TileOutputs, tile, i % TileOutputs);
        }

        private float ZeroShare(Activations x, int row, int tile, int output)
        {
            var sum = 0.0;
            for (var block = 0; block < layout.Blocks; block++)
            {
                var place = data + tile * layout.TileBytes + block * layout.BlockBytes;
                var scale = BrainFloat.Widen(((ushort*)(place + layout.ScalesOffset))[output]);
                sum += (double)scale * place[layout.ZerosOffset + output] * x.Sums[row * x.Blocks + block] * x.Scales[row * x.Blocks + block];
            }

            return (float)sum;
        }
    }
}
