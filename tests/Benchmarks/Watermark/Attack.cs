namespace Qwen3Tts.Benchmarks.Watermark;

/// <summary>What happens to audio on its way.</summary>
/// <param name="Apply">From a marked clip at 24 kHz, and its number, to what a detector gets at 24 kHz.</param>
internal sealed record Attack(string Name, Func<float[], int, float[]> Apply)
{
    public static IReadOnlyList<Attack> All { get; } =
    [
        new("none", (clip, _) => clip),
        Coder("MP3, 64 kb/s", "-c:a libmp3lame -b:a 64k", "mp3"),
        Coder("AAC, 64 kb/s", "-c:a aac -b:a 64k", "m4a"),
        Coder("Opus, 24 kb/s", "-c:a libopus -b:a 24k", "opus"),
        Coder("μ-law, 8 kHz", "-ar 8000 -c:a pcm_mulaw", "wav"),
        Filter("to 16 kHz and back", "aresample=16000,aresample=24000"),
        Filter("+6 dB, limited at full scale", "volume=6dB,alimiter=limit=1:level=0"),
        new("−6 dB", (clip, _) => [.. clip.Select(sample => sample / 2)]),
        Filter("low-pass at 3.4 kHz", "aresample=6800,aresample=24000"),
        new("white noise, 20 dB below", (clip, index) => Interference.Noise(clip, 20, index)),
        new("cut to 6.4 s from 2.2 s on", (clip, _) => Cut(clip, 2.2, 6.4)),
        new("cut to 3 s from 3.4 s on", (clip, _) => Cut(clip, 3.4, 3)),
        Filter("1 % faster", "asetrate=24240,aresample=24000"),
        Filter("1 % slower", "asetrate=23760,aresample=24000"),
        Filter("1 % faster, pitch kept", "atempo=1.01"),
        Filter("4 % faster", "asetrate=24960,aresample=24000"),
        Filter("4 % slower", "asetrate=23040,aresample=24000"),
        new("music under it, 10 dB below", (clip, index) => Interference.Music(clip, 10, index)),
        new("white noise, 10 dB below", (clip, index) => Interference.Noise(clip, 10, index)),
        Coder("Opus, 12 kb/s", "-c:a libopus -b:a 12k", "opus"),
        Coder("MP3, 32 kb/s", "-c:a libmp3lame -b:a 32k", "mp3"),
        Filter("echo, 80 ms, 10 dB below", "aecho=1:1:80:0.316"),
        Filter("high-pass at 1 kHz", "highpass=f=1000:p=2"),
        new("8 bits a sample", (clip, _) => [.. clip.Select(sample => MathF.Round(sample * 127) / 127)]),
        Filter("pitch 3 % up, tempo kept", "asetrate=24720,aresample=24000,atempo=0.970874"),
    ];

    public static float[] Cut(float[] clip, double start, double seconds)
    {
        var from = Math.Min((int)(start * 24_000), clip.Length);
        return clip[from..Math.Min(from + (int)(seconds * 24_000), clip.Length)];
    }

    private static Attack Coder(string name, string options, string kind) => new(name, (clip, _) => ExternalTool.Code(clip, options, kind));

    private static Attack Filter(string name, string filter) => new(name, (clip, _) => ExternalTool.Filter(clip, filter));
}
