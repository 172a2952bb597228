namespace Qwen3Tts.Cli.Client;

/// <summary>What checking an audit trail found.</summary>
/// <param name="Head">Hash of the last entry; kept elsewhere it shows later that the trail was put back.</param>
/// <param name="Fault">What is wrong, and with which entry; empty where nothing is.</param>
public sealed record AuditResult(bool Intact, ulong Entries, string Head, string Fault);
