using System.Globalization;

namespace Qwen3Tts.Benchmarks.Watermark;

/// <summary>How often a mark was found, and read whole.</summary>
internal sealed class Tally
{
    private int _clips;
    private int _present;
    private int _read;
    private int _wrong;

    public void Add(bool present, bool read, bool wrong)
    {
        _clips++;
        _present += present ? 1 : 0;
        _read += read ? 1 : 0;
        _wrong += wrong ? 1 : 0;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{_clips} | {100.0 * _present / _clips:0.0} | {100.0 * _read / _clips:0.0} | {_wrong}");
}
