namespace Qwen3Tts.Gateway.Blocking;

/// <summary>An entry of the list as it is stored, its clip apart. What tells whose voice it is, is sealed.</summary>
internal sealed record BlockedVoice
{
    /// <summary>32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset Added { get; init; }

    /// <summary>What the operator noted of it, sealed.</summary>
    public required byte[] Note { get; init; }

    /// <summary>The clip's x-vectors, sealed, by the <see cref="EncoderName"/> of what made them.</summary>
    public IReadOnlyDictionary<string, byte[]> Vectors { get; init; } = new Dictionary<string, byte[]>();
}
