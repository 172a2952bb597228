using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.UnitTests.Modeling.Kernels;

public sealed unsafe class ProductJobTest
{
    private static readonly int[] Lengths = [13, 1, 70, 5];

    [Theory]
    [InlineData(5, 7, 3, 1)]
    [InlineData(96, 96, 7, 9)]
    [InlineData(33, 130, 2, 3)]
    [InlineData(700, 49, 7, 1)]
    public void Convolution_OfSeveralSequences_IsTheDefinition(int inputs, int outputs, int taps, int dilation)
    {
        var layer = new Layer(inputs, outputs, taps);
        using var matrix = Packed.Convolution(layer.Weights, layer.Bias, outputs, inputs, taps);
        using var rows = new Sequences(Lengths, inputs, (taps - 1) * dilation);

        var actual = rows.Multiply(matrix.Matrix, dilation, threads: 2, wide: true);

        for (var row = 0; row < actual.Length; row++)
        {
            for (var output = 0; output < outputs; output++)
            {
                var sum = (double)layer.Bias[output];
                for (var tap = 0; tap < taps; tap++)
                {
                    for (var input = 0; input < inputs; input++)
                        sum += (double)layer.Weights[(output * inputs + input) * taps + tap] * rows.Value(row, (taps - 1 - tap) * dilation, input);
                }

                Assert.Equal(sum, actual[row][output], 1e-4);
            }

            Assert.All(actual[row][outputs..], value => Assert.Equal(0, value));
        }
    }

    [Theory]
    [InlineData(10, 6, 8, 4)]
    [InlineData(64, 32, 6, 3)]
    [InlineData(7, 20, 2, 2)]
    public void TransposedConvolution_IsTheDefinition(int inputs, int outputs, int kernel, int stride)
    {
        var layer = new Layer(outputs, inputs, kernel, outputs);
        using var matrix = Packed.TransposedConvolution(layer.Weights, layer.Bias, inputs, outputs, kernel, stride);
        using var rows = new Sequences(Lengths, inputs, kernel / stride - 1);

        var actual = rows.Multiply(matrix.Matrix, dilation: 1, threads: 2, wide: true);

        var padded = PackedMatrix.Padded(outputs);
        for (var row = 0; row < actual.Length; row++)
        {
            for (var phase = 0; phase < stride; phase++)
            {
                for (var output = 0; output < outputs; output++)
                {
                    var sum = (double)layer.Bias[output];
                    for (var earlier = 0; earlier < kernel / stride; earlier++)
                    {
                        for (var input = 0; input < inputs; input++)
                            sum += (double)layer.Weights[(input * outputs + output) * kernel + phase + earlier * stride] * rows.Value(row, earlier, input);
                    }

                    Assert.Equal(sum, actual[row][phase * padded + output], 1e-4);
                }
            }
        }
    }

    [Theory]
    [InlineData(96, 96, 7, 3)]
    [InlineData(700, 49, 3, 1)]
    public void Rows_AloneOrWithOthers_ByAnyThreadsAndVectors_GiveTheSameBits(int inputs, int outputs, int taps, int dilation)
    {
        var layer = new Layer(inputs, outputs, taps);
        using var matrix = Packed.Convolution(layer.Weights, layer.Bias, outputs, inputs, taps);
        using var rows = new Sequences([150], inputs, (taps - 1) * dilation);
        var all = rows.Multiply(matrix.Matrix, dilation, threads: 1, wide: true);

        Assert.Equal(all, rows.Multiply(matrix.Matrix, dilation, threads: 3, wide: true));
        Assert.Equal(all, rows.Multiply(matrix.Matrix, dilation, threads: 2, wide: false));
        for (var count = 1; count <= 17; count++)
            Assert.Equal(all[..count], rows.Multiply(matrix.Matrix, dilation, threads: 2, wide: true, count));
    }

    [Theory]
    [InlineData(33, 130, 2, 3)]
    [InlineData(700, 49, 3, 1)]
    public void SixteenBitWeights_AreThoseRoundedToAStepOfTheirColumn_AndAsIndependent(int inputs, int outputs, int taps, int dilation)
    {
        var layer = new Layer(inputs, outputs, taps);
        using var exact = Packed.Convolution(layer.Rounded(outputs), layer.Bias, outputs, inputs, taps);
        using var matrix = Packed.Convolution(layer.Weights, layer.Bias, outputs, inputs, taps, sixteenBits: true);
        using var rows = new Sequences([40], inputs, (taps - 1) * dilation);

        var expected = rows.Multiply(exact.Matrix, dilation, threads: 1, wide: true);
        var all = rows.Multiply(matrix.Matrix, dilation, threads: 2, wide: true);

        for (var row = 0; row < all.Length; row++)
        {
            for (var output = 0; output < outputs; output++)
                Assert.Equal(expected[row][output], all[row][output], 1e-4f);
        }

        Assert.Equal(all, rows.Multiply(matrix.Matrix, dilation, threads: 2, wide: false));
        for (var count = 1; count <= 17; count++)
            Assert.Equal(all[..count], rows.Multiply(matrix.Matrix, dilation, threads: 1, wide: true, count));
    }

    private sealed class Layer
    {
        public Layer(int inputs, int outputs, int taps, int biases = 0)
        {
            var random = new Random(inputs + outputs);
            Weights = [.. Enumerable.Range(0, inputs * outputs * taps).Select(_ => random.NextSingle() - 0.5f)];
            Bias = [.. Enumerable.Range(0, biases == 0 ? outputs : biases).Select(_ => random.NextSingle())];
        }

        public float[] Weights { get; }

        public float[] Bias { get; }

        /// <summary>Each output's weights as multiples of a 32,767th of its largest.</summary>
        public float[] Rounded(int outputs) => [.. Weights.Chunk(Weights.Length / outputs).SelectMany(row =>
        {
            var largest = row.Max(MathF.Abs);
            return row.Select(weight => MathF.Round(weight * (32767 / largest)) * (largest / 32767));
        })];
    }

    private sealed class Packed : IDisposable
    {
        private readonly NativeBuffer _memory;

        private Packed(PackedShape shape)
        {
            _memory = new NativeBuffer(shape.ByteLength);
            Matrix = new PackedMatrix(shape, _memory.Pointer);
        }

        public PackedMatrix Matrix { get; }

        public static Packed Convolution(float[] weights, float[] bias, int outputs, int inputs, int taps, bool sixteenBits = false)
        {
            var packed = new Packed(PackedShape.Convolution(outputs, inputs, taps, sixteenBits));
            new MatrixPacker(packed.Matrix, weights).Convolution(outputs, bias);
            return packed;
        }

        public static Packed TransposedConvolution(float[] weights, float[] bias, int inputs, int outputs, int kernel, int stride)
        {
            var packed = new Packed(PackedShape.TransposedConvolution(inputs, outputs, kernel, stride));
            new MatrixPacker(packed.Matrix, weights).TransposedConvolution(outputs, kernel, stride, bias);
            return packed;
        }

        public void Dispose() => _memory.Dispose();
    }

    /// <summary>Random rows, context and all, one sequence after the other.</summary>
    private sealed class Sequences : IDisposable
    {
        private readonly NativeBuffer _values;
        private readonly NativeBuffer _sequenceOf;
        private readonly int _stride;
        private readonly int _context;
        private readonly int _rows;

        public Sequences(int[] lengths, int channels, int context)
        {
            (_stride, _context, _rows) = (PackedMatrix.Padded(channels), context, lengths.Sum());
            _values = new NativeBuffer((long)(_rows + lengths.Length * context) * _stride * sizeof(float));
            var random = new Random(channels);
            foreach (ref var value in new Span<float>(_values.Pointer, (int)(_values.Length / sizeof(float))))
                value = random.NextSingle() - 0.5f;
            _sequenceOf = new NativeBuffer(_rows * sizeof(int));
            var row = 0;
            for (var sequence = 0; sequence < lengths.Length; row += lengths[sequence++])
                new Span<int>((int*)_sequenceOf.Pointer + row, lengths[sequence]).Fill(sequence);
        }

        public float Value(int row, int earlier, int channel) => Set.Row(row)[channel - earlier * _stride];

        public float[][] Multiply(PackedMatrix matrix, int dilation, int threads, bool wide, int? count = null)
        {
            var rows = count ?? _rows;
            using var team = new ThreadTeam(threads);
            using var memory = new NativeBuffer((long)rows * matrix.Outputs * sizeof(float));
            var target = new RowSet((float*)memory.Pointer, matrix.Outputs, 0, 1, null);
            using (team.Enter())
                ProductJob.Run(team, matrix, Set, dilation, new ProductOutput { Target = target, Phases = 1 }, rows, wide);
            return [.. Enumerable.Range(0, rows).Select(row => new ReadOnlySpan<float>(target.Row(row), matrix.Outputs).ToArray())];
        }

        public void Dispose()
        {
            _values.Dispose();
            _sequenceOf.Dispose();
        }

        private RowSet Set => new((float*)_values.Pointer, _stride, _context, 1, (int*)_sequenceOf.Pointer);
    }
}
