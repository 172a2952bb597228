namespace Qwen3Tts.Gateway.Output;

/// <summary>The numbers that marks call utterances by. They return only after all <c>WatermarkPayload.MaxUtterance</c> others.</summary>
internal interface IUtteranceNumbers
{
    /// <returns>0 to <c>WatermarkPayload.MaxUtterance</c>.</returns>
    ValueTask<int> NextAsync(CancellationToken cancellation);
}
