using System.Globalization;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Audio.Watermark;

/// <summary>The 40 bits that a mark carries: 8 of the operator, 12 of the voice, 20 of the utterance.</summary>
public readonly record struct WatermarkPayload
{
    public const int Bits = 40;
    public const int MaxOperator = (1 << 8) - 1;
    public const int MaxVoice = (1 << 12) - 1;
    public const int MaxUtterance = (1 << 20) - 1;

    /// <exception cref="SpeechException">Invalid: a number is negative or does not fit its bits.</exception>
    public WatermarkPayload(int @operator, int voice, int utterance)
    {
        Operator = Within(@operator, MaxOperator, "operator");
        Voice = Within(voice, MaxVoice, "voice");
        Utterance = Within(utterance, MaxUtterance, "utterance");
    }

    public int Operator { get; }

    public int Voice { get; }

    public int Utterance { get; }

    /// <summary>All bits as one number.</summary>
    public ulong Value => ((ulong)Operator << 32) | ((ulong)Voice << 20) | (uint)Utterance;

    /// <param name="value">Its lowest 40 bits count.</param>
    public static WatermarkPayload From(ulong value) =>
        new((int)(value >> 32) & MaxOperator, (int)(value >> 20) & MaxVoice, (int)value & MaxUtterance);

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="SpeechException">Invalid: not of that form, or a number does not fit its bits.</exception>
    public static WatermarkPayload Parse(string text)
    {
        var parts = text.Split('-');
        var numbers = new int[3];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (parts.Length != numbers.Length || !int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                throw SpeechException.Invalid($"'{text}' is not a watermark payload; write it as OPERATOR-VOICE-UTTERANCE, such as 1-20-300.");
        }

        return new WatermarkPayload(numbers[0], numbers[1], numbers[2]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Operator}-{Voice}-{Utterance}");

    private static int Within(int value, int most, string name) => value >= 0 && value <= most
        ? value
        : throw SpeechException.Invalid($"The watermark's {name} is {value}; 0 to {most} fits.");
}
