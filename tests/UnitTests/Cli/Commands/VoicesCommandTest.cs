using Qwen3Tts.Cli.Commands;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Cli.Commands;

public sealed class VoicesCommandTest
{
    [Fact]
    public async Task Fleet_ItsVoicesAndModels_AreListed()
    {
        await using var fleet = await FakeFleet.Start();

        var run = await CommandRun.Of("voices", "--address", fleet.Address);

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Equal(
            """
            VOICE  KIND      MODELS  CLIP   TRANSCRIPT  WER STREAMED  WER WHOLE  DESCRIPTION
            ann    built in  fake    5.0 s  yes         27.8 %        10.1 %     a woman
            bob    built in  fake    -      no          17.2 %        20.0 %     a man
            mine   cloned    fake    -      no          -             -

            MODEL  TYPE          MODES                             LANGUAGES      SPEAKERS  INSTRUCTION
            fake   base          clone_x_vector, clone_in_context  English, auto  -         no
            nine   custom_voice  custom_voice                      auto           Ryan      yes

            """,
            run.Output,
            ignoreLineEndingDifferences: true);
    }
}
