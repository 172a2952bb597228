using Qwen3Tts.Gateway.Models;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Designing;

/// <summary>What a designed voice says for its reference where the caller does not care: five to eight seconds, every kind of sound.</summary>
internal static class ReferenceTexts
{
    private static readonly (string Language, string Text)[] All =
    [
        ("English", "The quiet harbour wakes slowly: gulls are calling, ropes are creaking, and somewhere behind the sheds a baker opens his shop."),
        ("German", "Langsam erwacht der stille Hafen: Möwen rufen, Taue knarren, und irgendwo hinter den Schuppen öffnet ein Bäcker seinen Laden."),
        ("French", "Le port tranquille se réveille doucement : les mouettes crient, les cordages grincent, et un boulanger ouvre sa boutique."),
        ("Spanish", "El puerto tranquilo despierta despacio: las gaviotas gritan, las cuerdas crujen y un panadero abre su tienda."),
        ("Italian", "Il porto tranquillo si sveglia piano: i gabbiani gridano, le corde scricchiolano e un fornaio apre la sua bottega."),
        ("Portuguese", "O porto tranquilo acorda devagar: as gaivotas gritam, as cordas rangem e um padeiro abre a sua loja."),
        ("Russian", "Тихая гавань медленно просыпается: кричат чайки, скрипят канаты, и где-то за сараями пекарь открывает свою лавку."),
        ("Chinese", "安静的港口慢慢醒来：海鸥在叫，缆绳吱吱作响，棚屋后面的面包师打开了他的小店。"),
        ("Japanese", "静かな港がゆっくりと目を覚ます。かもめが鳴き、綱がきしみ、小屋の向こうでパン屋が店を開ける。"),
        ("Korean", "조용한 항구가 천천히 깨어납니다. 갈매기가 울고, 밧줄이 삐걱거리고, 창고 뒤에서 빵집 주인이 가게 문을 엽니다."),
    ];

    /// <param name="language">Null: English.</param>
    /// <exception cref="SpeechException">Invalid: there is none in that language.</exception>
    public static (string Language, string Text) In(string? language)
    {
        var found = All.FirstOrDefault(text => Names.Match(text.Language, language ?? "English"));
        return found.Text is not null
            ? found
            : throw SpeechException.Invalid(
                $"There is no text to design a voice with in '{language}': send one of some twenty words. There are in {Names.List(All.Select(text => text.Language))}.");
    }
}
