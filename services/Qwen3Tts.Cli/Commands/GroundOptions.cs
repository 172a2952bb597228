using System.CommandLine;
using Qwen3Tts.Cli.Client;

namespace Qwen3Tts.Cli.Commands;

/// <summary>Options of every command that clones a voice: on what ground.</summary>
public sealed class GroundOptions
{
    public Option<string?> Consent { get; } = new("--consent")
    {
        Description = "A granted consent of who speaks in the clip ('qwen3tts consent' obtains one). Without it: only where the fleet lets this caller attest.",
        HelpName = "ID",
    };

    public Option<string?> Terms { get; } = new("--accept-terms")
    {
        Description = "Accept the operator's terms of this version ('qwen3tts consent terms' shows them).",
        HelpName = "VERSION",
    };

    public IEnumerable<Option> All => [Consent, Terms];

    public CloneGround Read(ParseResult parsed) => new(parsed.GetValue(Consent), parsed.GetValue(Terms));
}
