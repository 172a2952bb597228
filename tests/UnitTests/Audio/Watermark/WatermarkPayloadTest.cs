using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Audio.Watermark;

public sealed class WatermarkPayloadTest
{
    [Theory]
    [InlineData("0-0-0", 0UL)]
    [InlineData("1-2-3", 0x01_002_00003UL)]
    [InlineData("255-4095-1048575", 0xFF_FFF_FFFFFUL)]
    public void Text_AndNumber_AreTheSame(string text, ulong value)
    {
        Assert.Equal(value, WatermarkPayload.Parse(text).Value);
        Assert.Equal(text, WatermarkPayload.From(value).ToString());
    }

    [Theory]
    [InlineData("1-2", "OPERATOR-VOICE-UTTERANCE")]
    [InlineData("1-x-3", "OPERATOR-VOICE-UTTERANCE")]
    [InlineData("256-0-0", "operator is 256; 0 to 255 fits")]
    [InlineData("0-4096-0", "voice is 4096; 0 to 4095 fits")]
    [InlineData("0-0-1048576", "utterance is 1048576; 0 to 1048575 fits")]
    public void WrongText_IsRefused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<SpeechException>(() => WatermarkPayload.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("00ff", "has 2 bytes; 16 to 64")]
    [InlineData("not a key", "not hexadecimal")]
    public void WrongKey_IsRefused_WithoutBeingSaid(string key, string reason)
    {
        var error = Assert.Throws<SpeechException>(() => WatermarkKey.Parse(key));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key, error.Message, StringComparison.Ordinal);
    }
}
