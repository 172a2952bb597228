namespace Qwen3Tts.Gateway.Limits;

/// <summary>What of a tenant's is limited.</summary>
internal enum LimitKind
{
    /// <summary>Utterances that are open.</summary>
    Utterances,

    /// <summary>Characters of text a minute.</summary>
    Characters,
}
