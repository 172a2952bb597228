using System.Runtime.CompilerServices;
using System.Text;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Speaking;

/// <summary>Where an utterance's words come from, in pieces.</summary>
public static class TextPieces
{
    private const int BufferChars = 4096;

    /// <summary>Text that is there already.</summary>
    public static async IAsyncEnumerable<string> Of(string text)
    {
        await Task.CompletedTask;
        yield return text;
    }

    /// <summary>
    /// UTF-8 text as it comes. A piece never ends inside a surrogate pair; line ends at the very end are not text, since
    /// <c>echo</c> and terminals add one.
    /// </summary>
    /// <exception cref="SpeechException">Invalid: the bytes are not UTF-8.</exception>
    public static async IAsyncEnumerable<string> Read(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
        var buffer = new char[BufferChars];
        var held = "";
        while (true)
        {
            var read = await ReadAsync(reader, buffer, cancellationToken);
            if (read is 0)
                break;
            var text = held + new string(buffer, 0, read);
            var end = held.Length < BufferChars ? text.AsSpan().TrimEnd("\r\n").Length : text.Length;
            if (end > 0 && char.IsHighSurrogate(text[end - 1]))
                end--;
            held = text[end..];
            if (end > 0)
                yield return text[..end];
        }
    }

    private static async Task<int> ReadAsync(StreamReader reader, char[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            // A terminal's read cannot be cancelled: it is left behind.
            return await reader.ReadAsync(buffer, cancellationToken).AsTask().WaitAsync(cancellationToken);
        }
        catch (DecoderFallbackException error)
        {
            throw new SpeechException(SpeechErrorKind.Invalid, "The text on standard input is not UTF-8; convert it, for example with iconv.", error);
        }
    }
}
