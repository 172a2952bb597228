namespace Qwen3Tts.TextFrontend.Tokenization;

/// <summary>
/// The printable character that stands for each byte in <c>vocab.json</c> and <c>merges.txt</c>: GPT-2's table. Printable
/// Latin-1 bytes stand for themselves, the others take the characters from U+0100 on, in order.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] s_symbols = Build();
    private static readonly Dictionary<char, byte> s_bytes = s_symbols.Index().ToDictionary(symbol => symbol.Item, symbol => (byte)symbol.Index);

    /// <summary>The 256 symbols, by byte.</summary>
    public static ReadOnlySpan<char> Symbols => s_symbols;

    /// <summary>The bytes of symbols; what is no symbol has none.</summary>
    public static byte[] Read(string symbols) => [.. symbols.Where(s_bytes.ContainsKey).Select(symbol => s_bytes[symbol])];

    private static char[] Build()
    {
        var symbols = new char[256];
        int next = 256;
        for (int value = 0; value < symbols.Length; value++)
        {
            bool printable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            symbols[value] = (char)(printable ? value : next++);
        }

        return symbols;
    }
}
