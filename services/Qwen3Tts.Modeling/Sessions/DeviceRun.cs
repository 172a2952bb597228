using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>
/// A run of a graph over certain tensors. They are bound once and never move, so that the run can be captured. Not for use by two threads
/// at once.
/// </summary>
internal sealed class DeviceRun : IDisposable
{
    private static int _graphs;

    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();
    private readonly List<OrtValue> _bound = [];

    /// <summary>Tensors by the names that the graph has for them; one that is both is written in place. They stay the caller's.</summary>
    public DeviceRun(
        InferenceSession session, IEnumerable<(string Name, OrtValue Value)> inputs, IEnumerable<(string Name, OrtValue Value)> outputs)
    {
        _session = session;
        // A captured graph holds the addresses of its tensors: every set of them has a graph of its own.
        _options.AddRunConfigEntry("gpu_graph_id", Interlocked.Increment(ref _graphs).ToString(CultureInfo.InvariantCulture));
        _binding = session.CreateIoBinding();
        foreach (var (name, value) in inputs)
        {
            _binding.BindInput(name, value);
            _bound.Add(value);
        }

        foreach (var (name, value) in outputs)
        {
            _binding.BindOutput(name, value);
            _bound.Add(value);
        }
    }

    /// <summary>All that is bound, in the order of the binding.</summary>
    public IReadOnlyList<OrtValue> Bound => _bound;

    public void Run() => _session.RunWithBinding(_options, _binding);

    public void Dispose()
    {
        _binding.Dispose();
        _options.Dispose();
    }
}
