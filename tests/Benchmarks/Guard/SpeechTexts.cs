namespace Qwen3Tts.Benchmarks.Guard;

/// <summary>Texts of every length that an utterance may have, drawn by a seed: words alone, sentences, paragraphs, lists and refrains.</summary>
internal static class SpeechTexts
{
    private const int Kinds = 8;

    private static readonly string[] Openings =
    [
        "Yes.", "No.", "Hello.", "Thank you.", "Good morning.", "One moment, please.", "Well, I suppose so.", "Wait... wait for me!", "Really?", "Stop.",
    ];

    private static readonly string[] Subjects =
    [
        "The old captain", "My youngest sister", "Every farmer in the valley", "A tall man in a grey coat", "The doctor", "Nobody in this house",
        "The teacher of the village school", "Our neighbor", "The little dog", "Her father", "The clerk at the station", "Half of the town",
    ];

    private static readonly string[] Verbs =
    [
        "carried", "found", "painted", "sold", "forgot", "opened", "wanted to buy", "could not see", "looked after", "spoke about", "left behind", "remembered",
    ];

    private static readonly string[] Objects =
    [
        "the wooden boat", "seven white horses", "an open window", "the key to the garden", "a letter from the king", "two loaves of bread",
        "the long road to the river", "a box of old papers", "the last train of the day", "his best hat", "a picture of the mountain", "the bridge",
    ];

    private static readonly string[] Endings =
    [
        "before the winter came", "in the middle of the night", "without a word", "as the rain began to fall", "near the church", "on Sunday morning",
        "for the third time this week", "because the wind was cold", "while the children slept", "and then went home", "after dinner", "long ago",
    ];

    private static readonly string[] Refrains =
    [
        "No, no, no, no!", "Ha ha ha ha.", "One, two, one, two, one, two.", "Row, row, row your boat.", "Very, very, very good.", "Bye bye, bye bye.",
        "Over and over and over again.", "Left, right, left, right, left, right.",
    ];

    /// <summary>The text of an index; the same for the same index.</summary>
    public static string At(int index)
    {
        var draw = new Random(index);
        return (index % Kinds) switch
        {
            0 => Pick(draw, Openings),
            1 => $"{Pick(draw, Refrains)} {Sentence(draw)}",
            2 => $"{Sentence(draw)} {Sentence(draw)} {Sentence(draw)}",
            3 => $"{Pick(draw, Openings)} {Sentence(draw)}",
            4 => $"{Sentence(draw)} {Sentence(draw)}",
            _ => Sentence(draw),
        };
    }

    /// <summary>The sentence of an index, without refrains, whose words a recogniser could take for one another.</summary>
    public static string SentenceAt(int index) => At(Kinds * index + 5);

    private static string Sentence(Random draw) => draw.Next(3) switch
    {
        0 => $"{Pick(draw, Subjects)} {Pick(draw, Verbs)} {Pick(draw, Objects)}.",
        1 => $"{Pick(draw, Subjects)} {Pick(draw, Verbs)} {Pick(draw, Objects)} {Pick(draw, Endings)}.",
        _ => $"{Pick(draw, Subjects)} {Pick(draw, Verbs)} {Pick(draw, Objects)}, and {Pick(draw, Subjects).ToLowerInvariant()} {Pick(draw, Verbs)} {Pick(draw, Objects)} {Pick(draw, Endings)}.",
    };

    private static string Pick(Random draw, string[] from) => from[draw.Next(from.Length)];
}
