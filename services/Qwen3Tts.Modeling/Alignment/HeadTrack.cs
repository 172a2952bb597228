using System.Numerics.Tensors;

namespace Qwen3Tts.Modeling.Alignment;

/// <summary>What one head looks at while one utterance is spoken. Of its attention only counts are kept, however many frames there are.</summary>
/// <param name="tokens">Of the words, with the one that ends them.</param>
internal sealed class HeadTrack(int tokens)
{
    private readonly int[] _frames = new int[tokens];
    private int _seen;
    private float _share;
    private int _moves;
    private int _returns;
    private double _shares;

    /// <summary>Frames taken.</summary>
    public int Taken { get; private set; }

    /// <summary>The token that the frame taken last looks at most.</summary>
    public int Token { get; private set; } = -1;

    /// <summary>Of each token the frames that look at it most.</summary>
    public ReadOnlySpan<int> Frames => _frames;

    /// <summary>1 where it only ever moves to later tokens, 0 where it moves back as often, or not at all.</summary>
    public double Monotone => _moves is 0 ? 0 : Math.Max(0, 1 - 2.0 * _returns / _moves);

    /// <summary>The share of the words' tokens that it looks at, without the end.</summary>
    public double Covering => tokens < 2 ? 0 : (double)(tokens - 1 - _frames.AsSpan(0, tokens - 1).Count(0)) / (tokens - 1);

    /// <summary>The share of all its attention that is on the one token, in the mean of the frames.</summary>
    public double Sharp => Taken is 0 ? 0 : _shares / Taken;

    /// <summary>Sees a row. Rows of a prefill are seen too: the last one before <see cref="Take"/> counts.</summary>
    /// <param name="weights">To the tokens that have come.</param>
    /// <param name="total">Of all its attention, what is not on the words among it.</param>
    public void See(ReadOnlySpan<float> weights, float total)
    {
        _seen = TensorPrimitives.IndexOfMax(weights);
        _share = _seen < 0 ? 0 : weights[_seen] / total;
    }

    /// <summary>The row seen last made a frame.</summary>
    public void Take()
    {
        Taken++;
        _shares += _share;
        if (_seen < 0)
            return;
        if (Token >= 0 && _seen != Token)
        {
            _moves++;
            _returns += _seen < Token ? 1 : 0;
        }

        Token = _seen;
        _frames[_seen]++;
    }
}
