using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.AcousticDecoder.Decoding;

/// <summary>An utterance's frames that wait for the device. A turn takes as many of them as it has room for.</summary>
/// <param name="decoder">Of the utterance's model.</param>
/// <param name="state">Of the utterance.</param>
/// <param name="frames">All that wait.</param>
/// <param name="first">Those before this one have had their turn.</param>
/// <param name="silent">Those before this one, from <paramref name="first"/> on, are silent; zero for none.</param>
/// <param name="urgent">True where the listener has heard nothing yet: one frame goes before all that is not.</param>
/// <param name="cancellationToken">Cancels it as long as it waits.</param>
internal sealed class DecodeTurn(
    IFrameDecoder decoder, IFrameDecoding state, CodeFrames frames, int first, int silent, bool urgent, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<DecodedChunk> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IFrameDecoder Decoder => decoder;

    public bool Urgent => urgent;

    /// <summary>True where its next frames make no samples.</summary>
    public bool Silent => first < silent;

    public bool IsCancelled => cancellationToken.IsCancellationRequested;

    /// <summary>Ends only when the device is done with it, so what the turn uses may be disposed after.</summary>
    public Task<DecodedChunk> Done => _done.Task;

    /// <summary>Up to <paramref name="count"/> frames of it, for the device.</summary>
    public DecodingRow Take(int count)
    {
        var taken = frames.Codes[(first * frames.Groups)..];
        count = Math.Min(count, Silent ? silent - first : taken.Length / frames.Groups);
        return new DecodingRow(
            state,
            new CodeFrames(frames.Groups, taken[..(count * frames.Groups)].ToArray()),
            Silent ? [] : new float[count * decoder.Format.SamplesPerFrame],
            Silent);
    }

    public void Complete(DecodedChunk chunk) => _done.SetResult(chunk);

    public void Fail(Exception error) => _done.SetException(error);

    public void Cancel() => _done.SetCanceled(cancellationToken);
}
