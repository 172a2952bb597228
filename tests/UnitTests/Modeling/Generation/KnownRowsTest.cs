using Qwen3Tts.Modeling.Generation;

namespace Qwen3Tts.UnitTests.Modeling.Generation;

public sealed class KnownRowsTest
{
    [Fact]
    public void Rows_BeyondTheCapacity_AreForgotten_ThoseAskedForStay()
    {
        var rows = new KnownRows(capacity: 8);
        for (var id = 0; id < 100; id++)
        {
            rows.Add(id, [id]);
            Assert.True(rows.TryGet(0, out var first));
            Assert.Equal(0, first[0]);
        }

        var known = Enumerable.Range(0, 100).Where(id => rows.TryGet(id, out _)).ToArray();

        Assert.Contains(0, known);
        Assert.Contains(99, known);
        Assert.InRange(known.Length, 2, 8);
    }
}
