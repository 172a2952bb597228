using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Synthesis.Pumps;

/// <summary>The TokenGenerator's frames to the AcousticDecoder. In-context cloning decodes the reference first, as the official code does.</summary>
internal sealed class FramePump(Utterance utterance, Task<VoiceEmbedding?> voice, IGenerating generating, IDecoding decoding)
{
    private long _frames;

    /// <summary>Frames sent so far.</summary>
    public long Frames => Volatile.Read(ref _frames);

    /// <summary>Whether all frames have been sent.</summary>
    public bool HasEnded { get; private set; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        await decoding.StartAsync(utterance.IsInContext ? (await voice)?.ReferenceCodes : null, cancellation);
        await foreach (var frames in generating.ReadFramesAsync(cancellation))
        {
            await decoding.SendAsync(frames, _frames, cancellation);
            Volatile.Write(ref _frames, _frames + frames.Count);
        }

        HasEnded = true;
        await decoding.EndAsync();
    }
}
