using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Graphs;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>
/// A run of the frame graph over certain buffers. They are bound once and never move, so that the run can be captured. Not for use by two
/// threads at once.
/// </summary>
internal sealed class FrameRun : IDisposable
{
    private static int _graphs;

    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();
    private readonly List<OrtValue> _bound = [];
    private readonly OrtValue _total;

    /// <param name="cache">Keys and values of the rows, of each layer in turn.</param>
    public FrameRun(InferenceSession session, FrameBuffers buffers, FramePlaces places, IReadOnlyList<OrtValue> cache)
    {
        _session = session;
        // A captured graph holds the addresses of its buffers: every set of them has a graph of its own.
        _options.AddRunConfigEntry("gpu_graph_id", Interlocked.Increment(ref _graphs).ToString(CultureInfo.InvariantCulture));
        _binding = session.CreateIoBinding();
        foreach (var (name, value) in buffers.Inputs)
            BindInput(name, value);
        foreach (var (name, value) in buffers.Outputs)
            BindOutput(name, value);
        // The attention reads the lengths themselves on the device; this bound is read on the processor, and may not change.
        _total = OrtValue.CreateTensorValueFromMemory(new[] { places.Capacity }, [1]);
        BindInput(TalkerGraph.TotalLength, _total);
        for (var i = 0; i < cache.Count; i++)
        {
            // Past and present are one buffer: a run writes in place.
            var name = $"{(i % 2 == 0 ? "key" : "value")}_{i / 2}";
            BindInput(TalkerGraph.Past + name, cache[i]);
            BindOutput(TalkerGraph.Present + name, cache[i]);
        }
    }

    /// <summary>All that is bound, in the order of the binding.</summary>
    public IReadOnlyList<OrtValue> Bound => _bound;

    public void Run() => _session.RunWithBinding(_options, _binding);

    public void Dispose()
    {
        _binding.Dispose();
        _total.Dispose();
        _options.Dispose();
    }

    private void BindInput(string name, OrtValue value)
    {
        _binding.BindInput(name, value);
        _bound.Add(value);
    }

    private void BindOutput(string name, OrtValue value)
    {
        _binding.BindOutput(name, value);
        _bound.Add(value);
    }
}
