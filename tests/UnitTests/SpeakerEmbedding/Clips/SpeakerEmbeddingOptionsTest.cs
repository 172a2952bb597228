using Microsoft.Extensions.Options;

namespace Qwen3Tts.UnitTests.SpeakerEmbedding.Clips;

public sealed class SpeakerEmbeddingOptionsTest
{
    [Theory]
    [InlineData("MaxClipBytes", "100")]
    [InlineData("MinClipSeconds", "0")]
    [InlineData("MaxClipSeconds", "121")]
    [InlineData("MaxClipSeconds", "0.3")]
    [InlineData("MaxClips", "0")]
    [InlineData("MaxConcurrent", "65")]
    [InlineData("FfmpegPath", "")]
    [InlineData("FfmpegSeconds", "0.5")]
    public async Task SettingOutsideItsRange_StopsTheStartAndIsNamed(string setting, string value)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => EmbeddingHost.Start(new EchoEncoder(), ($"SpeakerEmbedding:{setting}", value)));

        Assert.StartsWith($"SpeakerEmbedding:{setting}: ", error.Message, StringComparison.Ordinal);
    }
}
