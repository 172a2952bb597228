namespace Qwen3Tts.Cli.Load;

/// <summary>What is spoken where no texts are given: plain English of one to three sentences, two to eight seconds.</summary>
public static class BuiltInTexts
{
    public static IReadOnlyList<string> All { get; } =
    [
        "Thank you for calling. How can I help you today?",
        "The next train to the coast leaves at a quarter past nine from platform two.",
        "I have found three open tables for this evening. Would you like one by the window?",
        "Your parcel left the warehouse this morning and should be with you tomorrow before noon.",
        "Please hold the line for a moment while I look that up.",
        "It will be cloudy at first, with a little sun in the afternoon and a light wind from the west.",
        "No problem at all. I have moved your visit to Thursday, and you will get a short message about it soon.",
        "Turn left after the bridge, then keep to the right until you see the old mill.",
    ];
}
