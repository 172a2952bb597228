using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Quantisation;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>Rows of the text table → the talker's width: fc2(silu(fc1(x))), in the checkpoint's own precision.</summary>
internal sealed unsafe class TextProjection : IDisposable
{
    public const int MaxRows = 32;

    private readonly ThreadTeam _team;
    private readonly NetworkWeights _weights;
    private readonly DenseProjection _first;
    private readonly DenseProjection _second;
    private readonly Activations _output;

    public TextProjection(Checkpoint checkpoint, ThreadTeam team)
    {
        var talker = checkpoint.Configuration.Talker;
        _team = team;
        _weights = NetworkWeights.Stored(checkpoint);
        _first = new DenseProjection(_weights, "talker.text_projection.linear_fc1", talker.TextHiddenSize, talker.TextHiddenSize, MaxRows);
        _second = new DenseProjection(_weights, "talker.text_projection.linear_fc2", talker.TextHiddenSize, talker.HiddenSize, MaxRows);
        _output = new Activations(MaxRows, talker.HiddenSize);
    }

    /// <summary>Where rows of the text table are put.</summary>
    public Activations Input => _first.Input;

    /// <param name="rows">At most <see cref="MaxRows"/>.</param>
    /// <param name="embeddings">[rows × hidden].</param>
    public void Run(int rows, Span<float> embeddings)
    {
        using var turn = _team.Enter();
        _first.Run(_team, rows, _second.Input);
        for (var row = 0; row < rows; row++)
            RowMath.Silu(_second.Input.Values + (long)row * _second.Input.Stride, _second.Input.Width);
        _second.Run(_team, rows, _output);
        for (var row = 0; row < rows; row++)
            _output.Row(row).CopyTo(embeddings[(row * _output.Width)..]);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _output.Dispose();
        _weights.Dispose();
    }
}
