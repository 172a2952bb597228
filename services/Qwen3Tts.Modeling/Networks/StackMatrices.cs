using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Quantisation;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>The linear layers of a decoder stack, by the official names.</summary>
/// <param name="Prefix">Under which <c>layers.N.…</c> stand, with its dot.</param>
internal sealed record StackMatrices(string Prefix, DecoderStackShape Shape)
{
    private int Hidden => Shape.Attention.Hidden;

    private int QueryWidth => (int)Shape.Attention.QueryWidth;

    private int KeyValueWidth => (int)Shape.Attention.KeyValueWidth;

    public IEnumerable<MatrixSpec> All => Enumerable.Range(0, Shape.Layers)
        .SelectMany(layer => new[] { Projections(layer), Output(layer), Gate(layer), Up(layer), Down(layer) });

    public MatrixSpec Projections(int layer) => new(
        $"layers.{layer}.qkv_proj",
        "qkv_proj",
        Hidden,
        (Tensor(layer, "self_attn.q_proj"), QueryWidth),
        (Tensor(layer, "self_attn.k_proj"), KeyValueWidth),
        (Tensor(layer, "self_attn.v_proj"), KeyValueWidth));

    public MatrixSpec Output(int layer) => One(layer, "self_attn.o_proj", QueryWidth, Hidden);

    public MatrixSpec Gate(int layer) => Gated(layer, "mlp.gate_proj");

    public MatrixSpec Up(int layer) => Gated(layer, "mlp.up_proj");

    public MatrixSpec Down(int layer) => One(layer, "mlp.down_proj", Shape.Intermediate, Hidden);

    private MatrixSpec Gated(int layer, string name) => One(layer, name, Hidden, Shape.Intermediate) with
    {
        Together = [(Tensor(layer, "mlp.gate_proj"), Shape.Intermediate), (Tensor(layer, "mlp.up_proj"), Shape.Intermediate)],
    };

    private MatrixSpec One(int layer, string name, int inputs, int outputs) =>
        new($"layers.{layer}.{name}", name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..], inputs, (Tensor(layer, name), outputs));

    private string Tensor(int layer, string name) => $"{Prefix}layers.{layer}.{name}.weight";
}
