namespace Qwen3Tts.Tests;

/// <summary>What a test needs from outside.</summary>
internal static class Tool
{
    /// <summary>Set by <c>tests/run</c>, which installs all of it: then what is missing fails the test instead of skipping it.</summary>
    private const string RequiredVariable = "QWEN3TTS_TEST_TOOLS";

    /// <param name="thing">The path of a file, or the name of a program on the path.</param>
    public static void Need(string thing)
    {
        var found = Path.IsPathRooted(thing)
            ? File.Exists(thing)
            : Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, thing)));
        if (found)
            return;
        Assert.False(Environment.GetEnvironmentVariable(RequiredVariable) is "required", $"{thing} is not installed.");
        Assert.Skip($"{thing} is not installed; tests/run installs it.");
    }
}
