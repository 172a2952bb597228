using System.Text;
using Qwen3Tts.TextFrontend.Normalization.Grammars;

namespace Qwen3Tts.TextFrontend.Normalization.Readers;

/// <summary>E-mail and web addresses, file names and paths.</summary>
internal sealed class AddressReader(Grammar grammar) : IReader
{
    private const int Longest = 160;

    private static readonly HashSet<string> s_domains =
        ["com", "org", "net", "edu", "gov", "info", "io", "ai", "app", "dev", "de", "fr", "es", "it", "pt", "br", "ru", "cn", "jp", "kr", "uk", "us", "eu", "ch", "at", "ca", "mx", "tv", "me", "co"];

    private static readonly HashSet<string> s_extensions =
        ["txt", "pdf", "jpg", "jpeg", "png", "gif", "mp3", "mp4", "wav", "zip", "exe", "html", "json", "xml", "csv", "doc", "docx", "xls", "xlsx", "py", "cs", "js", "ts", "md", "yaml", "yml"];

    public Reading Read(TextWindow window, ReadingContext context)
    {
        if (!MayBegin(window))
            return Reading.None;
        var end = 0;
        while (end < Longest && IsPart(window[end]))
            end++;
        while (end > 0 && window[end - 1] is '.' or ',' or '?' or '!' or ':' or ';' or '-' or '\'' or '/' && end > 1)
            end--;
        if (end == 0)
            return Reading.None;
        var text = window.Text(0, end);
        return Classify(text, context) is { } kind ? new Reading(end, Say(WithoutScheme(text)), kind) : Reading.None;
    }

    private static bool MayBegin(TextWindow window)
    {
        var at = 0;
        while (at < 64 && char.IsAsciiLetterOrDigit(window[at]))
            at++;
        return window[at] switch
        {
            '@' or '.' or '_' or '/' => (at > 0 || window[at] is '/') && char.IsAsciiLetterOrDigit(window[at + 1]),
            '-' or '+' => at > 0 && char.IsAsciiLetterOrDigit(window[at + 1]),
            ':' => at > 0 && window[at + 1] is '/' or '\\',
            '\\' => at > 0,
            _ => false,
        };
    }

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '@' or ':' or '/' or '_' or '-' or '+' or '~' or '%' or '=' or '&' or '?' or '#' or '\\';

    private static SemioticClass? Classify(string text, ReadingContext context)
    {
        if (text.Contains("://", StringComparison.Ordinal) || text.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
            return SemioticClass.Url;
        var at = text.IndexOf('@');
        if (at > 0 && text.IndexOf('.', at) > at + 1 && text.IndexOf('@', at + 1) < 0)
            return SemioticClass.Email;
        var host = text.Split('/')[0];
        var ending = host[(host.LastIndexOf('.') + 1)..];
        if (at < 0 && host.Contains('.') && host[0] != '.' && s_domains.Contains(ending) && !host.Contains("..", StringComparison.Ordinal) && host.Length - ending.Length > 2)
            return SemioticClass.Url;
        var last = text[(text.LastIndexOf('.') + 1)..];
        if (at < 0 && text.LastIndexOf('.') > 0 && s_extensions.Contains(last.ToLowerInvariant()))
            return SemioticClass.Path;
        var isPath = (text.Length > 3 && text[1] == ':' && text[2] == '\\') || (text[0] == '/' && text.Count('/') > 1);
        return isPath && context.Mode is NormalizationMode.On ? SemioticClass.Path : null;
    }

    private static string WithoutScheme(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? text : text[(scheme + 3)..];
    }

    private string Say(string text)
    {
        var words = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var end = at + 1;
            if (char.IsAsciiLetter(text[at]))
            {
                while (end < text.Length && char.IsAsciiLetter(text[end]))
                    end++;
                Add(words, SayLetters(text, at, end));
            }
            else if (char.IsAsciiDigit(text[at]))
            {
                while (end < text.Length && char.IsAsciiDigit(text[end]))
                    end++;
                Add(words, grammar.Digits(text[at..end]));
            }
            else
            {
                Add(words, SaySign(text[at]));
            }

            at = end;
        }

        return words.ToString();
    }

    // Two letters at the end are a country's, and read one by one; so is www.
    private string SayLetters(string text, int from, int to)
    {
        var letters = text[from..to];
        var ends = to == text.Length || text[to] is '/' or ':' or '?';
        return letters is "www" || (letters.Length == 2 && ends && from > 0 && text[from - 1] == '.') ? grammar.Letters(letters) : letters;
    }

    private string SaySign(char sign) => sign switch
    {
        '.' => grammar.Data["dot"],
        '@' => grammar.Data["at"],
        '/' => grammar.Data["slash"],
        '\\' => grammar.Data["backslash"],
        '-' => grammar.Data["dash"],
        '_' => grammar.Data["underscore"],
        ':' => grammar.Data["colon"],
        _ => grammar.Data.Symbols.GetValueOrDefault(sign, ""),
    };

    private static void Add(StringBuilder words, string word)
    {
        if (words.Length > 0 && word.Length > 0)
            words.Append(' ');
        words.Append(word);
    }
}
