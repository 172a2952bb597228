using System.Buffers.Binary;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Audio.Containers.Ogg;

/// <summary>The packets of an Ogg file's first stream (RFC 3533); pages of other streams are passed over.</summary>
internal ref struct OggPackets(ReadOnlySpan<byte> file)
{
    private const int HeaderBytes = 27;
    private const int FullSegment = 255;
    private const byte Continued = 1;
    private const byte LastPage = 4;

    // Opus packets are of at most 61,440 bytes; its comment header may hold a picture, which is not gathered.
    private const int MaxPacketBytes = 64 * 1024;

    private readonly ReadOnlySpan<byte> _file = file;
    private readonly byte[] _packet = new byte[MaxPacketBytes];
    private ReadOnlySpan<byte> _segments;
    private int _segment;
    private int _body;
    private int _next;
    private uint? _stream;
    private bool _ended;

    /// <summary>The position that the stream's last page so far states, in samples; −1 where it ends no packet.</summary>
    public long Granule { get; private set; } = -1;

    /// <param name="packet">Valid until the next call. One larger than any of audio is cut short.</param>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="SpeechException">Invalid: the file is damaged or truncated.</exception>
    public bool TryRead(out ReadOnlySpan<byte> packet)
    {
        var length = 0;
        while (true)
        {
            if (_segment == _segments.Length)
            {
                if (_ended || !ReadPage(continuing: length > 0))
                {
                    packet = default;
                    return length is 0 ? false : throw SpeechException.Invalid("The Ogg file is truncated: its last packet is not whole.");
                }

                continue;
            }

            var size = _segments[_segment++];
            var kept = Math.Min(size, MaxPacketBytes - length);
            _file.Slice(_body, kept).CopyTo(_packet.AsSpan(length));
            _body += size;
            length += kept;
            if (size is FullSegment)
                continue;
            packet = _packet.AsSpan(0, length);
            return true;
        }
    }

    // The next page of the stream. A packet that began on a page which is lost is passed over.
    private bool ReadPage(bool continuing)
    {
        while (_next < _file.Length)
        {
            var page = _file[_next..];
            if (page.Length < HeaderBytes || !page.StartsWith("OggS"u8) || page[4] is not 0)
                throw SpeechException.Invalid("The Ogg file is damaged or truncated: a page does not begin where one should.");
            var count = page[HeaderBytes - 1];
            if (page.Length < HeaderBytes + count)
                throw SpeechException.Invalid("The Ogg file is truncated: its last page is not whole.");
            var segments = page.Slice(HeaderBytes, count);
            var bodyBytes = 0;
            foreach (var segment in segments)
                bodyBytes += segment;
            var pageBytes = HeaderBytes + count + bodyBytes;
            if (page.Length < pageBytes)
                throw SpeechException.Invalid("The Ogg file is truncated: its last page is not whole.");

            var body = _next + HeaderBytes + count;
            _next += pageBytes;
            var stream = BinaryPrimitives.ReadUInt32LittleEndian(page[14..]);
            _stream ??= stream;
            if (stream != _stream)
                continue;
            if (OggChecksum.OfPage(page[..pageBytes]) != BinaryPrimitives.ReadUInt32LittleEndian(page[22..]))
                throw SpeechException.Invalid("The Ogg file is damaged: a page's checksum is wrong.");

            if ((page[5] & Continued) is not 0 != continuing)
                throw SpeechException.Invalid("The Ogg file is damaged: a packet's parts do not follow each other.");
            _segments = segments;
            _segment = 0;
            _body = body;
            _ended = (page[5] & LastPage) is not 0;
            Granule = BinaryPrimitives.ReadInt64LittleEndian(page[6..]);
            return true;
        }

        return false;
    }
}
