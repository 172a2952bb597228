using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Speech.Codec;

/// <summary>Consecutive codec frames, frame by frame, each of <see cref="Groups"/> codes.</summary>
public sealed class CodeFrames
{
    private readonly int[] _codes;

    /// <exception cref="SpeechException">The number of codes is not a multiple of <paramref name="groups"/>.</exception>
    public CodeFrames(int groups, int[] codes)
    {
        if (groups < 1 || codes.Length % groups != 0)
            throw SpeechException.Invalid($"{codes.Length} codes do not make whole frames of {groups} groups.");
        Groups = groups;
        _codes = codes;
    }

    public int Groups { get; }

    /// <summary>
    /// Which of the utterance's text tokens each frame speaks, from 0 on; as many as there are at the text's end. Empty where that is not known.
    /// </summary>
    public IReadOnlyList<int> TextPositions { get; init; } = [];

    public int Count => _codes.Length / Groups;

    /// <summary>All codes: <see cref="Count"/> × <see cref="Groups"/>.</summary>
    public ReadOnlySpan<int> Codes => _codes;

    /// <summary>The codes of one frame.</summary>
    public ReadOnlySpan<int> this[int frame] => _codes.AsSpan(frame * Groups, Groups);
}
