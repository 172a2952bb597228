using System.Collections.Concurrent;
using System.Text;
using Grpc.Core;
using Qwen3Tts.Internal.V1;
using Qwen3Tts.Speech.Errors;
using Rpc = Qwen3Tts.Internal.V1;
using Public = Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Fleet;

/// <summary>A clip's x-vector is its length and its first byte; its codes are 9 for each of its first bytes.</summary>
internal sealed class FakeSpeakerEmbedding : Rpc.SpeakerEmbedding.SpeakerEmbeddingBase
{
    public List<SpeakerEncoderModel> Models { get; } = [];

    public ConcurrentQueue<EmbedStart> Starts { get; } = new();

    /// <summary>The bytes of what was to be embedded, those of built-in voices' names too.</summary>
    public ConcurrentQueue<byte[]> Clips { get; } = new();

    public Func<CancellationToken, Task> OnEmbed { get; set; } = _ => Task.CompletedTask;

    public override async Task Embed(
        IAsyncStreamReader<EmbedRequest> requestStream, IServerStreamWriter<EmbedResponse> responseStream, ServerCallContext context)
    {
        Assert.True(await requestStream.MoveNext(context.CancellationToken));
        var start = requestStream.Current.Start;
        Starts.Enqueue(start);
        var clip = new List<byte>(Encoding.UTF8.GetBytes(start.BuiltInVoice));
        while (await requestStream.MoveNext(context.CancellationToken))
            clip.AddRange(requestStream.Current.Clip);
        Clips.Enqueue([.. clip]);
        await OnEmbed(context.CancellationToken);
        if (clip[0] is (byte)'!')
            throw SpeechException.Invalid("The clip is not a WAV file.");

        var response = new EmbedResponse { XVector = { clip.Count, clip[0] }, ClipSeconds = clip.Count / 4.0 };
        if (start.CompareHalves)
        {
            response.Report = new Public.PreparationReport
            {
                ClipSeconds = clip.Count / 4.0, PreparedSeconds = clip.Count / 4.0, SnrDb = 12, HalvesSimilarity = 0.8,
                Findings = { new Public.PreparationFinding { Code = Public.PreparationCode.Noisy, Message = $"Heard: {start.Transcript}" } },
            };
        }

        if (start.WithCodes)
            response.Codes = new CodeFrames { Codes = { 9, clip[0], 9, clip[^1] } };
        await responseStream.WriteAsync(response, context.CancellationToken);
    }

    public override async Task<Internal.V1.ValidateClipResponse> ValidateClip(IAsyncStreamReader<EmbedRequest> requestStream, ServerCallContext context)
    {
        Assert.True(await requestStream.MoveNext(context.CancellationToken));
        var start = requestStream.Current.Start;
        var bytes = 0;
        var first = (byte)0;
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            first = bytes == 0 ? requestStream.Current.Clip[0] : first;
            bytes += requestStream.Current.Clip.Length;
        }

        if (first is (byte)'!')
            throw SpeechException.Invalid("The clip is not a WAV file.");
        return new Internal.V1.ValidateClipResponse
        {
            Report = new Public.PreparationReport
            {
                ClipSeconds = bytes / 4.0,
                Findings =
                {
                    new Public.PreparationFinding { Code = Public.PreparationCode.ShortSpeech, IsError = bytes < 8, Message = $"Heard: {start.Transcript}" },
                },
            },
        };
    }

    public override Task<DescribeSpeakerEmbeddingResponse> Describe(DescribeSpeakerEmbeddingRequest request, ServerCallContext context) =>
        Task.FromResult(new DescribeSpeakerEmbeddingResponse { Models = { Models } });
}
