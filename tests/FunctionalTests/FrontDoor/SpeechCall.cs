using System.Runtime.InteropServices;
using Grpc.Core;
using Qwen3Tts.V1;

namespace Qwen3Tts.FunctionalTests.FrontDoor;

/// <summary>One utterance on the wire, as any client has it.</summary>
internal sealed class SpeechCall : IDisposable
{
    private readonly AsyncDuplexStreamingCall<SynthesizeRequest, SynthesizeResponse> _call;
    private readonly List<float> _samples = [];
    private Playback? _playback;

    public SpeechCall(V1.Speech.SpeechClient client, DateTime? deadline = null, CancellationToken cancellation = default) =>
        _call = client.Synthesize(
            deadline: deadline,
            cancellationToken: cancellation.CanBeCanceled ? cancellation : TestContext.Current.CancellationToken);

    /// <summary>What has come so far, of 32-bit float audio.</summary>
    public IReadOnlyList<float> Samples => _samples;

    /// <summary>Of what has come since it was started.</summary>
    public Playback Playback => _playback!;

    public SynthesizeStarted? Started { get; private set; }

    public SynthesizeFinished? Finished { get; private set; }

    public Task StartAsync(SynthesizeStart start) => SendAsync(new SynthesizeRequest { Start = start });

    /// <summary>Goes on with an utterance, of which nothing was heard.</summary>
    public Task ResumeAsync(SynthesizeStarted utterance) =>
        SendAsync(new SynthesizeRequest { Resume = new SynthesizeResume { UtteranceToken = utterance.UtteranceToken } });

    public Task TextAsync(string piece) => SendAsync(new SynthesizeRequest { Text = piece });

    public async Task EndAsync()
    {
        await SendAsync(new SynthesizeRequest { End = new SynthesizeEnd() });
        await _call.RequestStream.CompleteAsync();
    }

    /// <summary>Reads until audio comes.</summary>
    public async Task FirstAudioAsync()
    {
        while (_samples.Count == 0 && await NextAsync())
        {
        }

        Assert.NotEmpty(_samples);
    }

    /// <summary>Reads to the end.</summary>
    /// <returns>All samples.</returns>
    public async Task<float[]> AllAudioAsync()
    {
        while (await NextAsync())
        {
        }

        return [.. _samples];
    }

    /// <summary>Reads the next message; false at the end.</summary>
    public async Task<bool> NextAsync()
    {
        if (!await _call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
            return false;
        var response = _call.ResponseStream.Current;
        if (response.Audio is { } audio)
        {
            Assert.Equal((ulong)_samples.Count, audio.FirstSample);
            _samples.AddRange(MemoryMarshal.Cast<byte, float>(audio.Pcm.Span));
            Playback.Take(_samples.Count);
        }

        if (response.Started is { } started)
            (Started, _playback) = (started, new Playback((int)started.SampleRateHz));
        Finished = response.Finished ?? Finished;
        return true;
    }

    public void Dispose() => _call.Dispose();

    private Task SendAsync(SynthesizeRequest request) => _call.RequestStream.WriteAsync(request, TestContext.Current.CancellationToken);
}
