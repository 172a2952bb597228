namespace Qwen3Tts.UnitTests.Fuzzing;

/// <summary>How many damaged files a fuzz test reads for each seed: a few seconds' worth, or what <c>QWEN3TTS_FUZZ_ROUNDS</c> says.</summary>
public static class FuzzRounds
{
    private const int Usual = 1500;

    public static int Count { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("QWEN3TTS_FUZZ_ROUNDS"), out var rounds) && rounds > 0 ? rounds : Usual;
}
