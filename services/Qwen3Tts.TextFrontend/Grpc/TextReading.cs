using Google.Protobuf.Collections;
using Microsoft.Extensions.Options;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.TextFrontend.Limits;
using Qwen3Tts.TextFrontend.Normalization;
using Qwen3Tts.TextFrontend.Normalization.Languages;
using Qwen3Tts.TextFrontend.Normalization.Lexicons;
using Qwen3Tts.TextFrontend.Phonemes;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.TextFrontend.Grpc;

/// <summary>Requests' wishes about how text is read, as settings; and what would be said for a text.</summary>
internal sealed class TextReading(NormalizerFactory factory, Phonemizer phonemizer, IOptions<TextFrontendOptions> options)
{
    /// <exception cref="SpeechException">Invalid: a value is not one that the contract has, or the lexicon is not.</exception>
    public UtteranceText Begin(Rpc.TokenizeStart start)
    {
        var (settings, warnings) = Settings(start.Language, start.TextNormalization, start.Emoji, start.Lexicon);
        var named = settings.Mode is NormalizationMode.Off ? null : LanguageNames.CodeOf(start.Language);
        var languages = start.Languages.Select(TryCodeOf).OfType<string>().ToHashSet();
        return new UtteranceText(factory, named is null && start.Languages.Count > 0 ? settings with { Spoken = languages } : settings, warnings);
    }

    public async Task<V1.AnalyzeResponse> AnalyzeAsync(V1.AnalyzeRequest request, CancellationToken cancellation)
    {
        new CharacterLimit("text", options.Value.MaxCharacters, nameof(TextFrontendOptions.MaxCharacters)).Add(request.Text);
        var language = LanguageNames.CodeOf(request.Language) is { } named ? new DetectedLanguage(named, 1) : factory.Detect(request.Text);
        var (settings, warnings) = Settings(language.Code, request.TextNormalization, request.Emoji, request.Lexicon);
        var said = factory.Normalize(request.Text, settings);
        var spoken = said.ToString();
        var response = new V1.AnalyzeResponse
        {
            Spoken = spoken,
            Language = language.Code,
            Confidence = language.Confidence,
            Phonemes = string.IsNullOrWhiteSpace(spoken) ? "" : await phonemizer.SayAsync(spoken, language.Code, cancellation),
        };
        response.Warnings.AddRange([.. warnings, .. said.Warnings]);
        response.Spans.AddRange(said.Spans.Select(span => new V1.SpokenSpan
        {
            Start = (uint)span.Start,
            Length = (uint)span.Length,
            Spoken = span.Spoken,
            Kind = span.Class.ToString().ToLowerInvariant(),
            Language = span.Language,
        }));
        return response;
    }

    private (NormalizerSettings Settings, IReadOnlyList<string> Warnings) Settings(
        string language, V1.TextNormalization mode, V1.EmojiReading emoji, RepeatedField<V1.LexiconEntry> entries)
    {
        if (entries.Count > options.Value.MaxLexiconEntries)
        {
            throw SpeechException.Invalid(FormattableString.Invariant(
                $"The lexicon has {entries.Count} entries, with those kept for the tenant; at most {options.Value.MaxLexiconEntries} are taken ({TextFrontendOptions.Section}:{nameof(TextFrontendOptions.MaxLexiconEntries)})."));
        }

        var builder = new LexiconBuilder(TryCodeOf(language) ?? "en");
        foreach (var entry in entries)
            Add(builder, entry);
        var settings = new NormalizerSettings(
            mode switch
            {
                V1.TextNormalization.Unspecified or V1.TextNormalization.Auto => NormalizationMode.Auto,
                V1.TextNormalization.On => NormalizationMode.On,
                V1.TextNormalization.Off => NormalizationMode.Off,
                _ => throw SpeechException.Invalid($"text_normalization has no value {mode:D}. Values: 0 (unspecified), 1 (auto), 2 (on), 3 (off)."),
            },
            language,
            emoji switch
            {
                V1.EmojiReading.Unspecified => EmojiReading.ByMode,
                V1.EmojiReading.Named => EmojiReading.Named,
                V1.EmojiReading.Dropped => EmojiReading.Dropped,
                _ => throw SpeechException.Invalid($"emoji has no value {emoji:D}. Values: 0 (unspecified), 1 (named), 2 (dropped)."),
            },
            entries.Count == 0 ? null : builder.Build());
        return (settings, builder.Warnings);
    }

    private static void Add(LexiconBuilder builder, V1.LexiconEntry entry)
    {
        var match = entry.MatchCase ? CaseRule.Exact : CaseRule.Ignore;
        _ = entry.SaidCase switch
        {
            V1.LexiconEntry.SaidOneofCase.Alias => builder.AddAlias(entry.Phrase, entry.Alias, match),
            V1.LexiconEntry.SaidOneofCase.Ipa => builder.AddIpa(entry.Phrase, entry.Ipa, match),
            V1.LexiconEntry.SaidOneofCase.Pinyin => builder.AddPinyin(entry.Phrase, entry.Pinyin, match),
            _ => throw SpeechException.Invalid($"The lexicon's phrase '{entry.Phrase}' has neither alias, ipa nor pinyin; give one."),
        };
    }

    private static string? TryCodeOf(string name)
    {
        try
        {
            return LanguageNames.CodeOf(name);
        }
        catch (SpeechException)
        {
            return null;
        }
    }
}
