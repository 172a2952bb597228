namespace Qwen3Tts.Modeling.Sessions;

/// <summary>One utterance's place in the memory of the codec decoder's graph. Disposing it hands it on to the next.</summary>
internal sealed class GraphCodecState(GraphCodecDecoder decoder, int place) : IDisposable
{
    private bool _returned;

    /// <summary>Which place.</summary>
    public int Place => place;

    /// <summary>Frames decoded so far.</summary>
    public int Frames { get; set; }

    public void Dispose()
    {
        if (_returned)
            return;
        _returned = true;
        decoder.Return(place);
    }
}
