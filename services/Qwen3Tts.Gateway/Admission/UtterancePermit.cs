using System.Text;

namespace Qwen3Tts.Gateway.Admission;

/// <summary>An utterance's place at the Gateway, and what of its text counts as queued. Disposing it gives both back.</summary>
internal sealed class UtterancePermit(UtteranceAdmission admission) : IDisposable
{
    /// <summary>
    /// Seconds of speech for a byte of text in UTF-8: nano's English takes 0.7 frames of 80 ms a character, and a script whose characters
    /// take longer to say, such as Han, has more bytes to each.
    /// </summary>
    private const double SecondsPerByte = 0.056;

    private readonly Lock _lock = new();
    private double _queued;
    private bool _begun;
    private bool _left;

    /// <summary>Says that a piece of the text has come.</summary>
    public void Came(string piece)
    {
        lock (_lock)
        {
            if (_begun)
                return;
            var seconds = Encoding.UTF8.GetByteCount(piece) * SecondsPerByte;
            _queued += seconds;
            admission.Queue(seconds);
        }
    }

    /// <summary>Says that audio is being sent: nothing of the utterance is queued any more.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            if (_begun)
                return;
            _begun = true;
            admission.Queue(-_queued);
        }
    }

    public void Dispose()
    {
        Begin();
        lock (_lock)
        {
            if (_left)
                return;
            _left = true;
        }

        admission.Leave();
    }
}
