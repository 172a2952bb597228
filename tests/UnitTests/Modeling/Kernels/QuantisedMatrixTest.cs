using System.Runtime.Intrinsics;
using CsCheck;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Quantisation;

namespace Qwen3Tts.UnitTests.Modeling.Kernels;

public sealed unsafe class QuantisedMatrixTest
{
    private const int MaxRows = 16;
    private static readonly Gen<WeightFormat> Blockwise = Gen.Enum<WeightFormat>().Where(format => format.IsBlockwise());
    private static readonly Gen<WeightFormat> Dense = Gen.Enum<WeightFormat>().Where(format => !format.IsBlockwise());

    [Theory]
    [InlineData(WeightFormat.Int4, 0.09)]
    [InlineData(WeightFormat.Int4Asymmetric, 0.08)]
    [InlineData(WeightFormat.Int8, 0.006)]
    public void Multiply_OfRandomWeights_IsNearTheExactProduct(WeightFormat format, double allowed)
    {
        const int Inputs = 200, Outputs = 48;
        var random = new Random(1);
        var weights = Normal(random, Inputs * Outputs);
        using var x = Rows(random, MaxRows, Inputs);
        using var memory = Pack(new TileLayout(format, Outputs, Inputs), weights);
        var y = Multiply(new QuantisedMatrix(new TileLayout(format, Outputs, Inputs), memory.Pointer), x, MaxRows, threads: 1);

        double error = 0, size = 0;
        for (var row = 0; row < MaxRows; row++)
        {
            for (var output = 0; output < Outputs; output++)
            {
                var exact = Dot(weights.AsSpan(output * Inputs, Inputs), x.Row(row));
                error += Math.Pow(y[row * Outputs + output] - exact, 2);
                size += exact * exact;
            }
        }

        Assert.True(Math.Sqrt(error / size) < allowed, $"The relative error is {Math.Sqrt(error / size):g3}.");
    }

    [Theory]
    [InlineData(WeightFormat.Int4)]
    [InlineData(WeightFormat.Int8)]
    public void Multiply_OfWeightsOnTheGrid_LosesOnlyTheRowsSixteenBits(WeightFormat format)
    {
        const int Inputs = 64, Outputs = 16;
        var random = new Random(2);
        // Whole numbers times a power of two, with the extreme in every block: the quantiser can hold them as they are.
        var lowest = format is WeightFormat.Int4 ? -8 : -128;
        var weights = new float[Inputs * Outputs];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = (i % Activations.BlockSize == 0 ? lowest : random.Next(lowest, -lowest)) * 0.25f;
        using var x = Rows(random, 3, Inputs);
        using var memory = Pack(new TileLayout(format, Outputs, Inputs), weights);

        var y = Multiply(new QuantisedMatrix(new TileLayout(format, Outputs, Inputs), memory.Pointer), x, 3, threads: 1);

        for (var row = 0; row < 3; row++)
        {
            for (var output = 0; output < Outputs; output++)
            {
                var exact = Dot(weights.AsSpan(output * Inputs, Inputs), x.Row(row));
                Assert.Equal(exact, y[row * Outputs + output], 1e-3 * -lowest);
            }
        }
    }

    [Fact]
    public void Multiply_AnyRowsAndThreads_GivesARowTheSameBits() =>
        Gen.Select(Gen.Int[1, MaxRows], Gen.Int[1, 3], Gen.Int[1, 5], Gen.Int[1, 300], Blockwise, Gen.Int).Sample(
            (rows, threads, tiles, inputs, format, seed) =>
            {
                var layout = new TileLayout(format, tiles * WeightMatrix.TileOutputs, inputs);
                var random = new Random(seed);
                using var memory = Pack(layout, Normal(random, layout.Outputs * inputs));
                using var x = Rows(random, rows, inputs);
                var matrix = new QuantisedMatrix(layout, memory.Pointer);
                AssertRowsAlone(matrix, x, rows, threads);
            },
            iter: 60);

    [Fact]
    public void MultiplyDense_AnyRowsAndThreads_GivesARowTheSameBits() =>
        Gen.Select(Gen.Int[1, MaxRows], Gen.Int[1, 3], Gen.Int[1, 70], Gen.Int[1, 300], Dense, Gen.Int).Sample(
            (rows, threads, outputs, inputs, format, seed) =>
            {
                var random = new Random(seed);
                var weights = Normal(random, outputs * inputs);
                using var memory = new NativeBuffer(weights.Length * sizeof(float));
                for (var i = 0; i < weights.Length; i++)
                {
                    switch (format)
                    {
                        case WeightFormat.BFloat16:
                            ((ushort*)memory.Pointer)[i] = BrainFloat.Round(weights[i]);
                            break;
                        case WeightFormat.Float16:
                            ((Half*)memory.Pointer)[i] = (Half)weights[i];
                            break;
                        default:
                            ((float*)memory.Pointer)[i] = weights[i];
                            break;
                    }
                }

                using var x = Rows(random, rows, inputs);
                var matrix = new DenseMatrix(outputs, inputs, memory.Pointer, format);
                AssertRowsAlone(matrix, x, rows, threads);
                var y = Multiply(matrix, x, rows, threads);
                var exact = Dot(weights.AsSpan((outputs - 1) * inputs, inputs), x.Row(rows - 1));
                Assert.Equal(exact, y[(rows - 1) * matrix.Outputs + outputs - 1], (format is WeightFormat.BFloat16 ? 0.02 : format is WeightFormat.Float16 ? 0.0025 : 1e-5) * inputs);
            },
            iter: 60);

    [Fact]
    public void Multiply_AsymmetricWeightsOfOneSide_LosesLessThanSymmetric()
    {
        const int Inputs = 256, Outputs = 32;
        var random = new Random(3);
        // Weights from -0.5 to 3.5: near half of the symmetric integers stand for nothing.
        var weights = Enumerable.Range(0, Inputs * Outputs).Select(_ => (float)(4 * random.NextDouble() - 0.5)).ToArray();
        double symmetric = Lost(WeightFormat.Int4), asymmetric = Lost(WeightFormat.Int4Asymmetric);

        Assert.True(asymmetric < 0.7 * symmetric, $"{asymmetric:g3} against {symmetric:g3}");

        double Lost(WeightFormat format)
        {
            var layout = new TileLayout(format, Outputs, Inputs);
            using var memory = Pack(layout, weights);
            var error = 0.0;
            for (var i = 0; i < weights.Length; i++)
            {
                var tile = memory.Bytes(i / Inputs / WeightMatrix.TileOutputs * layout.TileBytes, (int)layout.TileBytes);
                error += Math.Pow(weights[i] - TileReader.Read(layout, tile, i / Inputs % WeightMatrix.TileOutputs, i % Inputs), 2);
            }

            return Math.Sqrt(error);
        }
    }

    [Fact]
    public void LoadHalves_EveryFiniteHalf_IsWidenedExactly()
    {
        var halves = Enumerable.Range(0, 65536).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits)).Where(Half.IsFinite).ToArray();
        var widened = new float[halves.Length];
        fixed (Half* source = halves)
        fixed (float* target = widened)
        {
            for (var i = 0; i < halves.Length; i += 16)
                Lanes.LoadHalves((ushort*)source + i).Store(target + i);
        }

        Assert.Equal(63488, halves.Length);
        Assert.Equal(halves.Select(half => BitConverter.SingleToInt32Bits((float)half)), widened.Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void Quantise_BlockWithAnOutlierChannel_KeepsItsNeighbours()
    {
        using var x = new Activations(1, Activations.BlockSize);
        for (var i = 0; i < x.Width; i++)
            x.Row(0)[i] = i == 5 ? 1000 : MathF.Sin(i);

        x.Quantise(0);

        for (var i = 0; i < x.Width; i++)
            Assert.Equal(x.Row(0)[i], x.Integers[i] * x.Scales[0], 0.016);
    }

    [Theory]
    [InlineData(WeightFormat.Int4)]
    [InlineData(WeightFormat.Int4Asymmetric)]
    [InlineData(WeightFormat.Int8)]
    public void Multiply_WithOutlierChannels_KeepsTheOthersContribution(WeightFormat format)
    {
        // Some channels a thousand times the others, as these models have them, that this layer does not look at.
        const int Inputs = 256, Outputs = 32;
        int[] outliers = [7, 70, 71, 200];
        var random = new Random(4);
        var layout = new TileLayout(format, Outputs, Inputs);
        var weights = Normal(random, Inputs * Outputs);
        for (var output = 0; output < Outputs; output++)
        {
            foreach (var channel in outliers)
                weights[output * Inputs + channel] = 0;
        }

        using var memory = Pack(layout, weights);
        var matrix = new QuantisedMatrix(layout, memory.Pointer);
        using var quiet = Rows(random, 1, Inputs);
        using var loud = new Activations(1, Inputs);
        quiet.Row(0).CopyTo(loud.Row(0));
        foreach (var channel in outliers)
            (quiet.Row(0)[channel], loud.Row(0)[channel]) = (0, 1000);

        float[] expected = Multiply(matrix, quiet, 1, threads: 1), actual = Multiply(matrix, loud, 1, threads: 1);

        double error = 0, size = 0;
        for (var i = 0; i < Outputs; i++)
            (error, size) = (error + Math.Pow(expected[i] - actual[i], 2), size + expected[i] * expected[i]);
        Assert.True(Math.Sqrt(error / size) < 0.01, $"The relative error is {Math.Sqrt(error / size):g3}.");
    }

    private static void AssertRowsAlone(WeightMatrix matrix, Activations x, int rows, int threads)
    {
        var together = Multiply(matrix, x, rows, threads);
        for (var row = 0; row < rows; row++)
        {
            using var alone = new Activations(1, x.Width);
            x.Row(row).CopyTo(alone.Row(0));
            Assert.Equal(Multiply(matrix, alone, 1, threads: 1), together[(row * matrix.Outputs)..((row + 1) * matrix.Outputs)]);
        }
    }

    private static float[] Multiply(WeightMatrix matrix, Activations x, int rows, int threads)
    {
        using var team = new ThreadTeam(threads);
        using var turn = team.Enter();
        var y = new float[rows * matrix.Outputs];
        fixed (float* target = y)
            LinearJob.Run(team, matrix, x, rows, target, matrix.Outputs);
        return y;
    }

    private static NativeBuffer Pack(TileLayout layout, float[] weights)
    {
        var memory = new NativeBuffer(layout.ByteLength);
        var tile = WeightMatrix.TileOutputs * layout.Inputs;
        for (var i = 0; i < layout.Tiles; i++)
            BlockQuantiser.WriteTile(layout, weights.AsSpan(i * tile, tile), memory.Bytes(i * layout.TileBytes, (int)layout.TileBytes));
        return memory;
    }

    private static Activations Rows(Random random, int rows, int width)
    {
        var x = new Activations(rows, width);
        for (var row = 0; row < rows; row++)
            Normal(random, width).CopyTo(x.Row(row));
        return x;
    }

    private static float[] Normal(Random random, int count) => [.. Enumerable.Range(0, count)
        .Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }
}
