namespace Qwen3Tts.FunctionalTests;

/// <summary>Programs from outside that a test runs.</summary>
internal static class Tool
{
    /// <summary>Set by <c>tests/run</c>, which installs them all: then a missing one fails the test instead of skipping it.</summary>
    private const string RequiredVariable = "QWEN3TTS_TEST_TOOLS";

    public static void Need(string program)
    {
        var found = program.StartsWith('/')
            ? File.Exists(program)
            : Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
        if (found)
            return;
        Assert.False(Environment.GetEnvironmentVariable(RequiredVariable) is "required", $"{program} is not installed.");
        Assert.Skip($"{program} is not installed; tests/run installs it.");
    }
}
