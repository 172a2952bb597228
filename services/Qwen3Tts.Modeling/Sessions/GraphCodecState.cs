using Microsoft.ML.OnnxRuntime;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>What the codec decoder's graph remembers of one utterance: conv contexts and the attention's window.</summary>
internal sealed class GraphCodecState : IDisposable
{
    private OrtValue[] _values;

    internal GraphCodecState(OrtValue[] values) => _values = values;

    /// <summary>Frames decoded so far.</summary>
    public int Frames { get; private set; }

    internal IReadOnlyList<OrtValue> Values => _values;

    internal void Replace(OrtValue[] values, int frames)
    {
        Dispose();
        _values = values;
        Frames += frames;
    }

    public void Dispose()
    {
        foreach (var value in _values)
            value.Dispose();
    }
}
