using Microsoft.Extensions.Options;

namespace Qwen3Tts.UnitTests.SpeakerEmbedding.Enrolment;

public sealed class PreparationOptionsTest
{
    [Theory]
    [InlineData("TargetLoudness", "-9")]
    [InlineData("DenoiseBelow", "61")]
    [InlineData("MaxReferenceSeconds", "2")]
    [InlineData("MaxTranscribedSeconds", "0")]
    [InlineData("MinSpeechSeconds", "0")]
    public async Task SettingOutsideItsRange_StopsTheStartAndIsNamed(string setting, string value)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => EmbeddingHost.StartPreparing(new EchoEncoder(), ($"Preparation:{setting}", value)));

        Assert.StartsWith($"Preparation:{setting}: ", error.Message, StringComparison.Ordinal);
    }
}
