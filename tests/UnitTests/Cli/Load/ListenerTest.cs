using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Load;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.UnitTests.Cli.Load;

public sealed class ListenerTest
{
    private const int SampleRate = 24_000;

    private readonly Listener _listener = new(TimeSpan.FromSeconds(10), TimeSpan.Zero, LoadPlan.DecibelsFullScale(-40));

    [Fact]
    public void FirstAudibleSample_CountsFromWhenItIsPlayed()
    {
        Start();
        // Quieter than −40 dBFS, which is 328 of 32,768.
        Hear(10.2, Enumerable.Repeat((short)-327, 2400));
        // Comes 60 ms before its turn; its audible sample is 12 ms in.
        Hear(10.24, [.. Enumerable.Repeat((short)0, 288), -328, 5000]);
        Hear(10.25, Enumerable.Repeat((short)20_000, 100));

        Assert.Equal(0.2, _listener.FirstByte!.Value.TotalSeconds, 6);
        Assert.Equal(0.312, _listener.FirstAudible!.Value.TotalSeconds, 6);
        Assert.Equal(0, _listener.Underruns);
        Assert.Equal(2790.0 / SampleRate, _listener.AudioSeconds, 9);
    }

    [Fact]
    public void Silence_IsNeverAudible()
    {
        Start();
        Hear(10.5, new short[SampleRate]);

        Assert.NotNull(_listener.FirstByte);
        Assert.Null(_listener.FirstAudible);
    }

    [Fact]
    public void EmptyAudio_IsNoFirstByte()
    {
        Start();
        Hear(10.5, []);

        Assert.Null(_listener.FirstByte);
        Assert.Null(_listener.PlaybackEnd);
    }

    [Fact]
    public void Finish_IsKept()
    {
        _listener.Hear(new SpeechEvent.Finished(FinishReason.Length, 1, 1920), TimeSpan.FromSeconds(11));

        Assert.Equal(FinishReason.Length, _listener.Finish);
    }

    [Fact]
    public void AudioBeforeTheStart_IsAFault()
    {
        var error = Assert.Throws<SpeechException>(() => Hear(10.5, [1, 2]));

        Assert.Equal(SpeechErrorKind.Internal, error.Kind);
    }

    private void Start() => _listener.Hear(new SpeechEvent.Started("m", null, 1, SampleRate), TimeSpan.FromSeconds(10));

    private void Hear(double at, IEnumerable<short> samples) =>
        _listener.Hear(new SpeechEvent.Audio(samples.SelectMany(BitConverter.GetBytes).ToArray()), TimeSpan.FromSeconds(at));
}
