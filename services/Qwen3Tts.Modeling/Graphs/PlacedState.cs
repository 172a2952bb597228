using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>
/// State of many utterances in a graph. Each part of it is one tensor with a place for every utterance; a run reads the places of its rows
/// and writes them back. Bound to one tensor before and after, it is written in place, and nothing else is copied.
/// </summary>
internal sealed class PlacedState
{
    /// <summary>Input: of each row, which place is its own. [batch].</summary>
    public const string Places = "places";

    /// <summary>Input: 1 where what is at the place is a row's own, 0 where it begins, with zeros. [batch].</summary>
    public const string Keep = "keep";

    /// <summary>Before the names of each part; it comes in as the one and goes out as the other.</summary>
    public const string Past = "past_";
    public const string Present = "present_";

    private readonly GraphBuilder _graph;
    private readonly GraphValue _places;
    private readonly GraphValue _keep;

    public PlacedState(GraphBuilder graph)
    {
        _graph = graph;
        _places = graph.Input(Places, DataType.Int64, "batch");
        _keep = graph.Input(Keep, DataType.Float, "batch");
    }

    /// <summary>Puts what is at a row's place before <paramref name="x"/>, along the axis of time, and keeps the end for the next run.</summary>
    /// <param name="x">Its time is axis 2.</param>
    /// <param name="length">How much of time is kept.</param>
    /// <param name="size">Of a place.</param>
    public GraphValue Extend(string name, GraphValue x, int length, params int[] size)
    {
        object[] shape = ["places", .. size.Cast<object>()];
        long[] ones = [-1, .. size.Select(_ => 1L)];
        var past = _graph.Input(Past + name, DataType.Float, shape);
        var own = _graph.Mul(_graph.Gather(past, _places), _graph.Reshape(_keep, ones));
        var whole = _graph.Concat(2, own, x);
        var present = new GraphValue(Present + name);
        _graph.Append("ScatterND", "", [past, _graph.Reshape(_places, -1, 1), _graph.Slice(whole, 2, -length)], [present]);
        _graph.OutputOf(present, DataType.Float, shape);
        return whole;
    }
}
