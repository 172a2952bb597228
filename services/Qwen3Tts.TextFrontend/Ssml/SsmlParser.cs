using System.Globalization;
using System.Text;
using System.Xml;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.TextFrontend.Ssml;

/// <summary>
/// Reads SSML 1.1 (W3C, 2010) that comes in pieces, cut anywhere: what a piece makes certain comes out at once, and the events are
/// those of the whole. It is untrusted: no document type, so no entities but XML's own five; depth, length and attributes are bounded.
/// </summary>
internal sealed class SsmlParser
{
    public const int MaxDepth = 32;
    public const int MaxAttributes = 16;
    public const int MaxAttributeCharacters = 1_000;

    /// <summary>The most words of an element that is read as one, such as <c>say-as</c>.</summary>
    public const int MaxCollected = 1_000;

    private readonly SsmlFeed _feed = new();
    private readonly XmlReader _reader;
    private readonly Task _reading;
    private readonly int _maxCharacters;
    private readonly List<SsmlEvent> _events = [];
    private readonly Stack<SsmlElement> _open = new();
    private long _characters;

    /// <param name="maxCharacters">Of the document, tags and all.</param>
    public SsmlParser(int maxCharacters)
    {
        _maxCharacters = maxCharacters;
        var names = new XmlNamespaceManager(new NameTable());
        // Clients send these prefixes without declaring them.
        names.AddNamespace("mstts", "http://www.w3.org/2001/mstts");
        names.AddNamespace("amazon", "https://amazon.com/ssml");
        _reader = XmlReader.Create(
            _feed,
            new XmlReaderSettings
            {
                Async = true, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true,
            },
            new XmlParserContext(names.NameTable, names, null, XmlSpace.Preserve));
        _reading = ReadAsync();
    }

    /// <summary>Takes the next piece.</summary>
    /// <returns>What is certain by now and was not returned before.</returns>
    /// <exception cref="SpeechException">Invalid: this is not SSML; the message says where.</exception>
    public IReadOnlyList<SsmlEvent> Append(string piece)
    {
        if ((_characters += piece.Length) > _maxCharacters)
        {
            throw SpeechException.Invalid(string.Create(
                CultureInfo.InvariantCulture,
                $"The SSML document has more than {_maxCharacters} characters, the limit set by TextFrontend:MaxSsmlCharacters."));
        }

        if (piece.Length > 0)
            _feed.Give(piece.AsMemory());
        return Take();
    }

    /// <summary>Ends the document.</summary>
    /// <exception cref="SpeechException">Invalid: it is not complete; the message says where.</exception>
    public IReadOnlyList<SsmlEvent> End()
    {
        _feed.End();
        return Take();
    }

    private IReadOnlyList<SsmlEvent> Take()
    {
        if (_reading.Exception?.InnerException is { } error)
            throw Located(error);
        SsmlEvent[] events = [.. _events];
        _events.Clear();
        return events;
    }

    private SpeechException Located(Exception error)
    {
        var place = (IXmlLineInfo)_reader;
        var (line, column) = error is XmlException { LineNumber: > 0 } xml ? (xml.LineNumber, xml.LinePosition) : (place.LineNumber, place.LinePosition);
        var what = error is XmlException fault ? Reason(fault) : error.Message;
        return new SpeechException(
            SpeechErrorKind.Invalid, string.Create(CultureInfo.InvariantCulture, $"SSML, line {line}, column {column}: {what}"), error);
    }

    // The reader's message without its own note of the place, but for two that say nothing to who writes SSML.
    private static string Reason(XmlException fault)
    {
        if (fault.Message.Contains("DTD", StringComparison.Ordinal))
            return "A document type declaration is not allowed.";
        if (fault.Message.Contains("root level", StringComparison.Ordinal))
            return "All text stands between <speak> and </speak>.";
        var place = fault.Message.LastIndexOf(" Line ", StringComparison.Ordinal);
        return place < 0 ? fault.Message : fault.Message[..place];
    }

    private async Task ReadAsync()
    {
        while (await _reader.ReadAsync())
        {
            switch (_reader.NodeType)
            {
                case XmlNodeType.Element:
                    Open();
                    break;
                case XmlNodeType.EndElement:
                    Close();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    await ReadWordsAsync();
                    break;
            }
        }
    }

    // Two characters at a time, the least that the reader takes, since it waits until it has so many.
    private async Task ReadWordsAsync()
    {
        var piece = new char[2];
        var words = new StringBuilder();
        while (await _reader.ReadValueChunkAsync(piece, 0, piece.Length) is > 0 and var count)
        {
            words.Clear().Append(piece, 0, count);
            Say(words.ToString());
        }
    }

    private void Say(string words)
    {
        if (!_open.TryPeek(out var element) || element.IsSilent)
            return;
        if (element.Collected is not { } collected)
        {
            if (_events is [.., SsmlEvent.Text last] && last.Scope == element.Scope)
                _events[^1] = last with { Words = last.Words + words };
            else
                _events.Add(new SsmlEvent.Text(words, element.Scope));
            return;
        }

        if (collected.Append(words).Length > MaxCollected)
            throw SpeechException.Invalid($"<{element.Name}> has more than {MaxCollected} characters, which is the limit.");
    }

    private void Open()
    {
        if (_reader.Depth >= MaxDepth)
            throw SpeechException.Invalid($"Elements are nested more than {MaxDepth} deep, which is the limit.");
        if (_reader.AttributeCount > MaxAttributes)
            throw SpeechException.Invalid($"<{_reader.Name}> has {_reader.AttributeCount} attributes; {MaxAttributes} is the limit.");
        for (var i = 0; i < _reader.AttributeCount; i++)
        {
            if (_reader.GetAttribute(i).Length > MaxAttributeCharacters)
                throw SpeechException.Invalid($"<{_reader.Name}> has an attribute of more than {MaxAttributeCharacters} characters, which is the limit.");
        }

        var isRoot = _open.Count is 0;
        if (isRoot != _reader.LocalName is "speak")
        {
            throw SpeechException.Invalid(isRoot
                ? $"The document's element is <{_reader.Name}>; it must be <speak>."
                : "<speak> stands within the document; it must be the document's element.");
        }

        var element = SsmlElement.Open(_reader, isRoot ? null : _open.Peek(), _events);
        if (_reader.IsEmptyElement)
            element.Close(_events);
        else
            _open.Push(element);
    }

    private void Close() => _open.Pop().Close(_events);
}
