using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Fleet;

/// <summary>A client's Synthesize call.</summary>
internal sealed class SpeechCall(AsyncDuplexStreamingCall<SynthesizeRequest, SynthesizeResponse> call) : IDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Task Send(SynthesizeRequest request) => call.RequestStream.WriteAsync(request, Ct);

    public Task Start(SynthesizeStart start) => Send(new SynthesizeRequest { Start = start });

    public Task Text(string text) => Send(new SynthesizeRequest { Text = text });

    public Task End() => Send(new SynthesizeRequest { End = new SynthesizeEnd() });

    /// <summary>Sends and half-closes, or stops where the call has ended meanwhile; the answer says why.</summary>
    public async Task SendUntilRefused(params SynthesizeRequest[] requests)
    {
        try
        {
            foreach (var request in requests)
                await Send(request);
            await HalfClose();
        }
        catch (RpcException)
        {
        }
    }

    public Task HalfClose() => call.RequestStream.CompleteAsync();

    /// <returns>Null at the end.</returns>
    public async Task<SynthesizeResponse?> Next() => await call.ResponseStream.MoveNext(Ct) ? call.ResponseStream.Current : null;

    /// <summary>Reads what is left; the last of it.</summary>
    public async Task<SynthesizeResponse> Last()
    {
        SynthesizeResponse? last = null;
        while (await Next() is { } response)
            last = response;
        Assert.NotNull(last);
        return last;
    }

    /// <param name="received">Samples that came before this call.</param>
    public async Task<Spoken> ReadToEnd(int received = 0)
    {
        var spoken = new Spoken(received);
        while (await Next() is { } response)
            spoken.Take(response);
        return spoken;
    }

    public async Task<Spoken> Say(SynthesizeStart start, params string[] pieces)
    {
        await Start(start);
        foreach (var piece in pieces)
            await Text(piece);
        await End();
        await HalfClose();
        return await ReadToEnd();
    }

    /// <summary>Goes on with an utterance of which so many samples have come.</summary>
    public async Task<Spoken> Resume(ByteString token, int received, params string[] pieces)
    {
        await Send(new SynthesizeRequest { Resume = new SynthesizeResume { UtteranceToken = token, SamplesReceived = (ulong)received } });
        foreach (var piece in pieces)
            await Text(piece);
        await End();
        await HalfClose();
        return await ReadToEnd(received);
    }

    /// <summary>The status that the call ends with; it must not end well.</summary>
    public async Task<Status> Fail() => (await Assert.ThrowsAsync<RpcException>(() => ReadToEnd())).Status;

    public void Dispose() => call.Dispose();

    /// <summary>An answer, held to its order.</summary>
    /// <param name="received">Samples that came before it.</param>
    public sealed class Spoken(int received = 0)
    {
        private readonly List<byte> _pcm = [];

        public SynthesizeStarted? Started { get; private set; }

        public SynthesizeFinished? Finished { get; private set; }

        public int BytesPerSample => Started!.AudioEncoding is AudioEncoding.PcmF32Le ? 4 : 2;

        public List<SpeechMark> Marks { get; } = [];

        public List<string> Warnings { get; } = [];

        public byte[] Pcm => [.. _pcm];

        public float[] Floats => [.. MemoryMarshal.Cast<byte, float>(Pcm)];

        public void Take(SynthesizeResponse response)
        {
            Assert.Null(Finished);
            if (response.Started is not null)
            {
                Assert.Null(Started);
                Started = response.Started;
                return;
            }

            Assert.NotNull(Started);
            Finished = response.Finished;
            if (response.Mark is { } mark)
                Marks.Add(mark);
            if (response.Warning is { } warning)
                Warnings.Add(warning.Message);
            if (response.Audio is not { } audio)
                return;
            Assert.Equal((ulong)(received + _pcm.Count / BytesPerSample), audio.FirstSample);
            _pcm.AddRange(audio.Pcm);
        }
    }
}
