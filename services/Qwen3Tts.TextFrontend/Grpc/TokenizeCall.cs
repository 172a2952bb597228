using Grpc.Core;
using Qwen3Tts.TextFrontend.Prompts;
using Qwen3Tts.TextFrontend.Telemetry;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.TextFrontend.Grpc;

/// <summary>One utterance on the wire: what its text makes final is written, the prompt first.</summary>
internal sealed class TokenizeCall(
    string model,
    UtteranceTokenizer utterance,
    IServerStreamWriter<Rpc.TokenizeResponse> responses,
    TextFrontendMetrics metrics,
    TimeProvider time)
{
    private long? _firstPiece;
    private bool _promptSent;

    /// <summary>Ids of words sent so far.</summary>
    public int Tokens { get; private set; }

    public int Characters => utterance.Characters;

    public Task AppendAsync(string piece, CancellationToken cancellation)
    {
        _firstPiece ??= time.GetTimestamp();
        int before = utterance.Characters;
        utterance.Append(piece);
        metrics.AddCharacters(model, utterance.Characters - before);
        return WriteAsync(end: false, cancellation);
    }

    public Task EndAsync(CancellationToken cancellation)
    {
        utterance.End();
        return WriteAsync(end: true, cancellation);
    }

    private async Task WriteAsync(bool end, CancellationToken cancellation)
    {
        if (!_promptSent && utterance.Prompt is { } prompt)
        {
            await responses.WriteAsync(TokenizeMessages.Prompt(prompt), cancellation);
            _promptSent = true;
        }

        int[] ids = utterance.Take();
        if (ids.Length > 0 && Tokens == 0 && _firstPiece is { } first)
            metrics.RecordFirstToken(model, time.GetElapsedTime(first));
        if (ids.Length > 0 || end)
            await responses.WriteAsync(TokenizeMessages.Words(ids, end), cancellation);
        Tokens += ids.Length;
        metrics.AddTokens(model, ids.Length);
    }
}
