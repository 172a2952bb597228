using System.CommandLine;

namespace Qwen3Tts.Cli.Commands;

/// <summary>The Redis that keeps voices.</summary>
public sealed class RedisOption : Option<string?>
{
    public RedisOption()
        : base("--redis")
    {
        Description = "Keep voices in this Redis, such as localhost:6379. Without it: in memory, gone with the fleet.";
        HelpName = "CONNECTION";
    }
}
