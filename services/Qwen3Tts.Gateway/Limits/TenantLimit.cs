namespace Qwen3Tts.Gateway.Limits;

/// <summary>The limits of one tenant. What is not set is as for all.</summary>
public sealed class TenantLimit
{
    public string Tenant { get; set; } = "";

    /// <summary>As <see cref="LimitOptions.MaxUtterances"/>.</summary>
    public int? MaxUtterances { get; set; }

    /// <summary>As <see cref="LimitOptions.CharactersPerMinute"/>.</summary>
    public int? CharactersPerMinute { get; set; }

    internal IEnumerable<string> OutOfRange()
    {
        if (MaxUtterances < 0)
            yield return nameof(MaxUtterances);
        if (CharactersPerMinute < 0)
            yield return nameof(CharactersPerMinute);
    }
}
