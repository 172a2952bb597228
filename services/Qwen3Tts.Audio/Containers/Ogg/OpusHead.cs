using System.Buffers.Binary;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Audio.Containers.Ogg;

/// <summary>An Opus stream's identification header (RFC 7845, 5.1).</summary>
/// <param name="PreSkip">Samples at 48 kHz that are decoded and thrown away.</param>
/// <param name="Gain">What to multiply samples with.</param>
/// <param name="Mapping">For each channel, the coded one that it is; 255 is silence.</param>
internal sealed record OpusHead(int Channels, int PreSkip, float Gain, int Streams, int CoupledStreams, byte[] Mapping)
{
    private const int BasicBytes = 19;
    private const int MappingOffset = 21;
    private const int MaxChannels = 8;
    private const float GainSteps = 256;

    /// <exception cref="SpeechException">Invalid: damaged, or of a kind that is not accepted.</exception>
    public static OpusHead Parse(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < BasicBytes || !packet.StartsWith("OpusHead"u8))
            throw SpeechException.Invalid("The Ogg file's first packet is not a whole Opus header.");
        // The major version is in the upper four bits.
        if (packet[8] > 15)
            throw SpeechException.Invalid($"The Ogg Opus file is of version {packet[8]}; version 1 is accepted.");
        int channels = packet[9], family = packet[18];
        var preSkip = BinaryPrimitives.ReadUInt16LittleEndian(packet[10..]);
        var gain = MathF.Pow(10, BinaryPrimitives.ReadInt16LittleEndian(packet[16..]) / GainSteps / 20);
        if (family > 1 || channels is 0 || channels > (family is 0 ? 2 : MaxChannels))
        {
            throw SpeechException.Invalid(
                $"The Ogg Opus file has {channels} channels in mapping family {family}; 1 or 2 in family 0 and 1 to {MaxChannels} in family 1 are accepted.");
        }

        if (family is 0)
            return new OpusHead(channels, preSkip, gain, 1, channels - 1, channels is 1 ? [0] : [0, 1]);
        if (packet.Length < MappingOffset + channels)
            throw SpeechException.Invalid("The Ogg Opus file's header is truncated.");
        int streams = packet[19], coupled = packet[20];
        var mapping = packet.Slice(MappingOffset, channels).ToArray();
        return streams > 0 && coupled <= streams && streams + coupled <= MaxChannels && mapping.All(channel => channel < streams + coupled || channel is 255)
            ? new OpusHead(channels, preSkip, gain, streams, coupled, mapping)
            : throw SpeechException.Invalid("The Ogg Opus file's header states streams that it cannot have.");
    }
}
