using System.Text;
using CsCheck;
using Qwen3Tts.Cli.Speaking;

namespace Qwen3Tts.UnitTests.Cli.Speaking;

public sealed class TextPiecesTest
{
    private static readonly string[] Atoms = ["a", "é", "語", "😀", " ", "\n", "\r\n", "."];

    [Fact]
    public async Task Read_AnySplitOfTheBytes_GivesTheTextInWholeCharacters() => await Gen.Select(
        Gen.Int[0, Atoms.Length - 1].List[0, 40].Select(atoms => string.Concat(atoms.Select(atom => Atoms[atom]))), Gen.Int[1, 5].List[1, 50])
        .SampleAsync(async (text, sizes) =>
        {
            var pieces = new List<string>();
            await foreach (var piece in TextPieces.Read(new SplitStream(Encoding.UTF8.GetBytes(text), sizes)))
                pieces.Add(piece);

            Assert.Equal(text.TrimEnd('\r', '\n'), string.Concat(pieces));
            Assert.DoesNotContain(pieces, piece => piece.Length is 0 || char.IsHighSurrogate(piece[^1]));
        });

    [Fact]
    public async Task Read_LineEndsWithoutEnd_AreNotHeldForEver()
    {
        var longest = 0;
        await foreach (var piece in TextPieces.Read(new MemoryStream(Encoding.UTF8.GetBytes(new string('\n', 100_000))), TestContext.Current.CancellationToken))
            longest = Math.Max(longest, piece.Length);

        Assert.InRange(longest, 1, 16_384);
    }

    /// <summary>Gives its bytes in the sizes told, over and over.</summary>
    private sealed class SplitStream(byte[] bytes, IReadOnlyList<int> sizes) : MemoryStream(bytes)
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, sizes[_reads++ % sizes.Count])], cancellationToken);
    }
}
