using Concentus;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Audio.Containers.Ogg;

/// <summary>Reads Ogg Opus (RFC 7845) from bytes that are not trusted, the channels averaged to one.</summary>
internal static class OggOpusReader
{
    private const string What = "Ogg Opus file";
    private const int SampleRate = 48_000;

    // 120 ms, the most that a packet holds.
    private const int MaxPacketSamples = 5760;

    static OggOpusReader() => OpusCodecFactory.AttemptToUseNativeLibrary = false;

    /// <exception cref="SpeechException">Invalid: what was found and what is accepted.</exception>
    public static Waveform Read(ReadOnlySpan<byte> file, WaveLimits limits, CancellationToken cancellationToken)
    {
        var packets = new OggPackets(file);
        if (!packets.TryRead(out var first))
            throw SpeechException.Invalid("The Ogg Opus file holds no packets.");
        var head = OpusHead.Parse(first);
        if (!packets.TryRead(out var tags) || !tags.StartsWith("OpusTags"u8))
            throw SpeechException.Invalid("The Ogg Opus file's second packet is not its comments.");

        var mono = new MonoSamples(What, head.Channels, SampleRate, limits, head.PreSkip);
        using var decoder = OpusCodecFactory.CreateMultiStreamDecoder(SampleRate, head.Channels, head.Streams, head.CoupledStreams, head.Mapping);
        var samples = new float[MaxPacketSamples * head.Channels];
        while (packets.TryRead(out var packet))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (packet.IsEmpty)
                continue;
            var decoded = samples.AsSpan(0, head.Channels * decoder.DecodeMultistream(packet, samples, MaxPacketSamples, false));
            foreach (ref var sample in decoded)
                sample *= head.Gain;
            mono.Add(decoded);
        }

        // The last page's position says where the audio ends within the last packet.
        return mono.Finish(packets.Granule > head.PreSkip ? packets.Granule - head.PreSkip : null);
    }
}
