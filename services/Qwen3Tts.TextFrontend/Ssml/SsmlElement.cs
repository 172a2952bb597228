using System.Text;
using System.Xml;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.TextFrontend.Ssml;

/// <summary>An element that is open.</summary>
/// <param name="Scope">Of the words in it.</param>
/// <param name="IsSilent">Its words are not spoken.</param>
internal sealed record SsmlElement(string Name, SsmlScope Scope, bool IsSilent = false)
{
    private Func<string, SsmlEvent?>? _complete;
    private bool _isBoundary;

    /// <summary>The words of an element that is read as one; else null.</summary>
    public StringBuilder? Collected { get; private init; }

    /// <summary>Reads the element that a reader is at.</summary>
    /// <param name="outer">Null for the document's.</param>
    /// <param name="events">Gets what it means by itself.</param>
    /// <exception cref="SpeechException">Invalid: it is not what it should be.</exception>
    public static SsmlElement Open(XmlReader reader, SsmlElement? outer, List<SsmlEvent> events)
    {
        var (name, scope) = (reader.LocalName, outer?.Scope ?? SsmlScope.Outermost);
        if (reader.GetAttribute("xml:lang") is { } language)
            scope = scope with { Language = language };
        var element = new SsmlElement(reader.Name, scope, outer?.IsSilent ?? false) { Collected = outer?.Collected };
        var attributes = new SsmlAttributes(reader, events);
        if (element.IsSilent)
            return element;
        switch (name)
        {
            case "speak" or "lang" or "w" or "token":
                return element;
            case "p" or "s":
                events.Add(new SsmlEvent.Boundary());
                return element with { _isBoundary = true };
            case "break":
                events.Add(new SsmlEvent.Break(attributes.ReadBreak()));
                return element;
            case "mark":
                events.Add(new SsmlEvent.Mark(attributes.Required("name")));
                return element;
            case "prosody":
                return element with { Scope = scope with { Prosody = attributes.ReadProsody().Within(scope.Prosody) } };
            case "emphasis":
                return element with { Scope = scope with { Prosody = attributes.ReadEmphasis().Within(scope.Prosody) } };
            case "express-as":
                return element with { Scope = scope with { Style = attributes.Required("style") } };
            case "sub":
                var alias = attributes.Required("alias");
                return Collect(element, _ => new SsmlEvent.Text(alias, scope));
            case "say-as":
                var (kind, format) = (attributes.Required("interpret-as"), attributes.Optional("format"));
                return Collect(element, words => new SsmlEvent.SayAs(words, kind, format, scope));
            case "phoneme":
                var (alphabet, symbols) = (attributes.Optional("alphabet"), attributes.Required("ph"));
                return Collect(element, words => new SsmlEvent.Phoneme(words, alphabet, symbols, scope));
            case "voice":
                if (attributes.Optional("name") is { Length: > 0 } voice)
                    return element with { Scope = scope with { Voice = voice } };
                events.Add(new SsmlEvent.Warning("<voice> without a 'name' does not change the voice: none is chosen by gender, age or language. Its words are spoken."));
                return element;
            case "metadata" or "meta" or "desc" or "lexicon" or "lookup":
                if (name is "lexicon" or "lookup")
                    events.Add(new SsmlEvent.Warning($"<{name}> is not loaded: lexicons are not taken from a document."));
                return element with { IsSilent = name is not "lookup" };
            case "audio":
                throw SpeechException.Invalid("<audio> is not supported: this service plays no recordings. Take it out.");
            default:
                events.Add(new SsmlEvent.Warning($"<{reader.Name}> is not known; its words are spoken."));
                return element;
        }
    }

    /// <summary>Ends it.</summary>
    public void Close(List<SsmlEvent> events)
    {
        if (_isBoundary)
            events.Add(new SsmlEvent.Boundary());
        if (_complete?.Invoke(Collected!.ToString()) is { } complete)
            events.Add(complete);
    }

    // Of elements that are read as one within each other, only the outermost counts.
    private static SsmlElement Collect(SsmlElement element, Func<string, SsmlEvent?> complete) => element.Collected is null
        ? element with { Collected = new StringBuilder(), _complete = complete }
        : element;
}
