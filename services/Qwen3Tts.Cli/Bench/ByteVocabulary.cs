using System.Text;
using System.Text.Json;

namespace Qwen3Tts.Cli.Bench;

/// <summary>
/// A vocabulary of the 256 bytes alone, in GPT-2's byte-to-character code and order: stands in for the official one, which is not
/// shipped. Text becomes more ids than with the official vocabulary; nothing else changes.
/// </summary>
internal static class ByteVocabulary
{
    private const int Bytes = 256;

    /// <summary>The content of <c>vocab.json</c>; <c>merges.txt</c> is then empty.</summary>
    public static byte[] Json()
    {
        var printable = Enumerable.Range(0, Bytes).Where(IsPrintable).ToArray();
        var others = Enumerable.Range(0, Bytes).Where(value => !IsPrintable(value)).ToArray();
        var characters = printable.Select(value => (char)value).Concat(others.Select((_, index) => (char)(Bytes + index)));
        var vocabulary = characters.Select((character, id) => KeyValuePair.Create(character.ToString(), id)).ToDictionary();
        return Encoding.UTF8.GetBytes(JsonSerializer.Serialize(vocabulary));
    }

    private static bool IsPrintable(int value) => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
}
