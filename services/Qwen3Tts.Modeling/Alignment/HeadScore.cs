using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.Modeling.Alignment;

/// <summary>How well a head's attention tells what is spoken: four figures, each from 0 to 1, of the delivery of text that it does worse in.</summary>
/// <param name="Monotone">It moves on to later tokens and seldom back: 1 − 2 × the share of moves that go back.</param>
/// <param name="Covering">The share of tokens that it looks at.</param>
/// <param name="Sharp">The share of its attention that is on the one token.</param>
/// <param name="Timed">
/// The correlation of the frames that it looks at a token with the token's letters, less that with a neighbour's. The other figures of a
/// head that looks at the next token are as good as those of one that looks at the token being said; this one is not.
/// </param>
public sealed record HeadScore(AlignmentHead Head, double Monotone, double Covering, double Sharp, double Timed)
{
    /// <summary>
    /// From which total on a head is trusted. Nano's that align have 0.86 to 0.92, whatever the voice and the sentences; its others, and all of
    /// random weights, 0.30 at most. It lies below the middle since heads of other checkpoints may leave more of their attention elsewhere: one
    /// like nano's with a tenth of it on the token has 0.5.
    /// </summary>
    public const double LeastTotal = 0.5;

    /// <summary>
    /// The least of monotone and covering: what is sharp and timed would make up for them in the total, but not in word times. Nano's heads that
    /// follow no token have 0.52 at most in monotone.
    /// </summary>
    public const double LeastOrder = 0.75;

    /// <summary>The geometric mean of the four.</summary>
    public double Total => Math.Pow(Monotone * Covering * Sharp * Timed, 0.25);

    public bool IsTrusted => Total >= LeastTotal && Monotone >= LeastOrder && Covering >= LeastOrder;
}
