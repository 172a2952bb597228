using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.UnitTests.Modeling.Kernels;

public sealed unsafe class FilteredProductJobTest
{
    private const int Taps = MinimalFiltering.Taps;

    [Theory]
    [InlineData(5, 7, 32, 9, false)]
    [InlineData(96, 96, 40, 1, false)]
    [InlineData(96, 50, 37, 3, false)]
    [InlineData(33, 48, 3, 9, false)]
    [InlineData(96, 96, 40, 3, true)]
    public void Convolution_OfSeveralSequences_IsTheDefinition(int inputs, int outputs, int rowsPerFrame, int dilation, bool sixteenBits)
    {
        using var conv = new Conv(inputs, outputs, rowsPerFrame, dilation, sixteenBits, framesOfSequences: [2, 1, 3]);

        var actual = conv.Run(threads: 2, wide: true);

        for (var row = 0; row < actual.Length; row++)
        {
            for (var output = 0; output < outputs; output++)
                Assert.Equal(conv.Expected(row, output), actual[row][output], sixteenBits ? 1e-3 : 2e-5);
            Assert.All(actual[row][outputs..], value => Assert.Equal(0, value));
        }
    }

    [Theory]
    [InlineData(96, 96, 40, 3)]
    [InlineData(64, 49, 75, 9)]
    public void Frames_AloneOrWithOthers_ByAnyThreadsAndVectors_GiveTheSameBits(int inputs, int outputs, int rowsPerFrame, int dilation)
    {
        using var conv = new Conv(inputs, outputs, rowsPerFrame, dilation, sixteenBits: false, framesOfSequences: [5]);
        var all = conv.Run(threads: 1, wide: true);

        Assert.Equal(all, conv.Run(threads: 3, wide: true));
        Assert.Equal(all, conv.Run(threads: 2, wide: false));
        for (var frames = 1; frames < 5; frames++)
            Assert.Equal(all[..(frames * rowsPerFrame)], conv.Run(threads: 2, wide: true, frames));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(37, 9)]
    [InlineData(160, 3)]
    [InlineData(4, 3)]
    public void Tiles_HoldEveryRowOfEveryFrameOnce(int rowsPerFrame, int dilation)
    {
        var tiles = new FilterTiles(rowsPerFrame, dilation);

        var rows = Enumerable.Range(0, 3 * tiles.Count)
            .SelectMany(tile => Enumerable.Range(0, tiles.Rows(tile)).Select(i => tiles.FirstRow(tile) + i * dilation));

        Assert.Equal(Enumerable.Range(0, 3 * rowsPerFrame), rows.Order());
    }

    private sealed class Conv : IDisposable
    {
        private readonly int _inputs;
        private readonly int _dilation;
        private readonly float[] _weights;
        private readonly float[] _bias;
        private readonly int _frames;
        private readonly FilterTiles _tiles;
        private readonly NativeBuffer _packed;
        private readonly NativeBuffer _values;
        private readonly NativeBuffer _sequences;
        private readonly PackedMatrix _matrix;
        private readonly RowSet _rows;

        public Conv(int inputs, int outputs, int rowsPerFrame, int dilation, bool sixteenBits, int[] framesOfSequences)
        {
            (_inputs, _dilation, _frames) = (inputs, dilation, framesOfSequences.Sum());
            var random = new Random(inputs + outputs);
            _weights = [.. Enumerable.Range(0, inputs * outputs * Taps).Select(_ => (random.NextSingle() - 0.5f) / 8)];
            _bias = [.. Enumerable.Range(0, outputs).Select(_ => random.NextSingle())];
            _tiles = new FilterTiles(rowsPerFrame, dilation);
            var shape = PackedShape.Convolution(outputs, inputs, MinimalFiltering.Products, sixteenBits);
            _packed = new NativeBuffer(shape.ByteLength);
            _matrix = new PackedMatrix(shape, _packed.Pointer);
            new MatrixPacker(_matrix, MinimalFiltering.Weights(_weights, outputs * inputs)).Convolution(outputs, _bias);

            int stride = PackedMatrix.Padded(inputs), context = (Taps - 1) * dilation;
            _values = new NativeBuffer((long)(_frames * rowsPerFrame + framesOfSequences.Length * context) * stride * sizeof(float));
            foreach (ref var value in new Span<float>(_values.Pointer, (int)(_values.Length / sizeof(float))))
                value = random.NextSingle() - 0.5f;
            _sequences = new NativeBuffer(_frames * sizeof(int));
            int[] sequenceOf = [.. framesOfSequences.SelectMany((frames, sequence) => Enumerable.Repeat(sequence, frames))];
            sequenceOf.CopyTo(new Span<int>(_sequences.Pointer, _frames));
            _rows = new RowSet((float*)_values.Pointer, stride, context, rowsPerFrame, (int*)_sequences.Pointer);
        }

        public double Expected(int row, int output)
        {
            var sum = (double)_bias[output];
            for (var tap = 0; tap < Taps; tap++)
            {
                var values = _rows.Row(row) - (Taps - 1 - tap) * _dilation * _rows.Stride;
                for (var input = 0; input < _inputs; input++)
                    sum += (double)_weights[(output * _inputs + input) * Taps + tap] * values[input];
            }

            return sum;
        }

        public float[][] Run(int threads, bool wide, int? frames = null)
        {
            int count = frames ?? _frames, rows = count * _tiles.RowsPerFrame;
            using var team = new ThreadTeam(threads);
            using var work = new NativeBuffer((long)count * _tiles.Count * MinimalFiltering.Products * _rows.Stride * sizeof(float));
            using var memory = new NativeBuffer((long)rows * _matrix.Outputs * sizeof(float));
            var filtered = new RowSet((float*)work.Pointer, _rows.Stride, 0, _tiles.Count * MinimalFiltering.Products, null);
            var target = new RowSet((float*)memory.Pointer, _matrix.Outputs, 0, 1, null);
            using (team.Enter())
                FilteredProductJob.Run(team, _matrix, _tiles, _rows, filtered, new ProductOutput { Target = target, Phases = 1 }, count, wide);
            return [.. Enumerable.Range(0, rows).Select(row => new ReadOnlySpan<float>(target.Row(row), _matrix.Outputs).ToArray())];
        }

        public void Dispose()
        {
            _packed.Dispose();
            _values.Dispose();
            _sequences.Dispose();
        }
    }
}
