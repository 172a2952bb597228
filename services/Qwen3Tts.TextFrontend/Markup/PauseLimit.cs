using System.Globalization;

namespace Qwen3Tts.TextFrontend.Markup;

/// <summary>How long a pause may be that a text asks for.</summary>
internal static class PauseLimit
{
    /// <summary>A longer one is not made.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromSeconds(10);

    /// <param name="warn">Told where it is shortened.</param>
    public static TimeSpan Keep(double seconds, Action<string> warn)
    {
        if (seconds <= Longest.TotalSeconds)
            return TimeSpan.FromSeconds(seconds);
        warn(string.Create(CultureInfo.InvariantCulture, $"A pause of {seconds:0.###} s is shortened to {Longest.TotalSeconds} s, the longest."));
        return Longest;
    }
}
