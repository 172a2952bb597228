using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>The talker's weights, loaded once. Utterances are <see cref="TalkerState"/>s.</summary>
internal sealed class Talker : IDisposable
{
    // Most utterances are a few seconds: prompt and frames fit, and longer ones grow.
    private const int FirstCapacity = 256;

    private readonly InferenceSession _session;
    private readonly TalkerConfiguration _configuration;

    public Talker(Checkpoint checkpoint, SessionSettings settings)
    {
        _configuration = checkpoint.Configuration.Talker;
        _session = InferenceSessions.Open(checkpoint, GraphPart.Talker, settings);
    }

    public TalkerState Start() => new(
        _session, _configuration, new KeyValueCache(TalkerGraph.Shape(_configuration), FirstCapacity, TalkerGraph.MaxPositions));

    public void Dispose() => _session.Dispose();
}
