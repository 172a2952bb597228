using Qwen3Tts.Modeling.Graphs;

namespace Qwen3Tts.UnitTests.Modeling.Graphs;

public sealed class MatrixLayoutTest
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 70)]
    [InlineData(33, 32)]
    [InlineData(65, 97)]
    public void TransposeInto_AnySize_PutsEachValueInItsPlace(int rows, int columns)
    {
        var source = Enumerable.Range(0, rows * columns).Select(i => (float)i).ToArray();
        int width = rows + 5, at = 2;
        var target = new float[columns * width];

        MatrixLayout.TransposeInto(source, rows, columns, target, width, at);

        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                Assert.Equal(source[row * columns + column], target[column * width + at + row]);
        }

        Assert.All(Enumerable.Range(0, columns), column => Assert.Equal(0, target[column * width + at + rows]));
    }
}
