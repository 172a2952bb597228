namespace Qwen3Tts.Gateway.Limits;

/// <summary>What a tenant may take; 0 is no limit.</summary>
/// <param name="UtterancesSetting">The setting that says so.</param>
/// <param name="CharactersSetting">The setting that says so.</param>
internal sealed record Allowance(int MaxUtterances, string UtterancesSetting, int CharactersPerMinute, string CharactersSetting)
{
    public bool HasLimit => Limits.Any();

    public IEnumerable<KeyValuePair<LimitKind, int>> Limits => new KeyValuePair<LimitKind, int>[]
    {
        new(LimitKind.Utterances, MaxUtterances), new(LimitKind.Characters, CharactersPerMinute),
    }.Where(limit => limit.Value > 0);
}
