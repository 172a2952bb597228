using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.Modeling.Alignment;

/// <summary>What a search found.</summary>
/// <param name="Heads">All heads of the talker, the best first.</param>
/// <param name="Frames">Over which they were watched.</param>
/// <param name="Tokens">Whose frames were compared with their letters, in the delivery with the fewest.</param>
/// <param name="Endless">Sentences that did not end by themselves.</param>
public sealed record AlignmentFinding(IReadOnlyList<HeadScore> Heads, int Sentences, int Frames, int Tokens, int Endless)
{
    /// <summary>By fewer tokens nothing is trusted: among hundreds of heads one may fit so few by chance.</summary>
    public const int FewestTokens = 40;

    /// <summary>The best head, where it is trusted.</summary>
    public HeadScore? Trusted => Tokens >= FewestTokens && Heads is [{ IsTrusted: true } best, ..] ? best : null;

    /// <summary>A head's score; null where the talker has none such.</summary>
    public HeadScore? Of(AlignmentHead head) => Heads.FirstOrDefault(score => score.Head == head);
}
