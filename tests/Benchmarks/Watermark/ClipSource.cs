using Qwen3Tts.Benchmarks.Guard;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Benchmarks.Watermark;

/// <summary>Clips of 10 s: nano's speech without end, and what a folder of recordings gives.</summary>
internal sealed class ClipSource : IDisposable
{
    public const int Samples = 10 * 24_000;
    private const int VoicesOfNano = 4;
    private const int MaxFrames = 200;

    private readonly Checkpoint _checkpoint;
    private readonly SpeechSource _speech;
    private readonly CodecDecoder _decoder;
    private readonly float[][] _recorded;

    public ClipSource(string checkpoint, string? recordings)
    {
        _checkpoint = Checkpoint.Open(checkpoint);
        _speech = new SpeechSource(checkpoint, new SessionSettings());
        _decoder = CodecDecoder.Load(_checkpoint, new SessionSettings());
        _recorded = recordings is null ? [] : [.. Recorded(recordings)];
    }

    /// <summary>The recordings first, then nano.</summary>
    public float[] At(int index) => index < _recorded.Length ? _recorded[index] : Nano(index - _recorded.Length);

    public void Dispose()
    {
        _decoder.Dispose();
        _speech.Dispose();
        _checkpoint.Dispose();
    }

    // A voice says one text after the other until 10 s are full.
    private float[] Nano(int index)
    {
        var clip = new List<float>();
        for (var part = 0; clip.Count < Samples; part++)
        {
            var spoken = _speech.Speak((index / VoicesOfNano * 8 + part) * VoicesOfNano + index % VoicesOfNano, MaxFrames);
            using var state = _decoder.Start();
            clip.AddRange(_decoder.Decode(state, spoken.Frames));
        }

        return [.. clip.Take(Samples)];
    }

    // Files of one speaker, as their names have it, are one long recording, cut into clips.
    private static IEnumerable<float[]> Recorded(string folder) =>
        from files in Directory.EnumerateFiles(folder, "*.flac", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .GroupBy(file => file[..(file.LastIndexOf('-') is > 0 and var dash && dash > file.LastIndexOf('/') ? dash : file.Length)])
        let speech = files.SelectMany(ExternalTool.Decode).ToArray()
        from clip in speech.Chunk(Samples)
        where clip.Length == Samples
        select clip;
}
