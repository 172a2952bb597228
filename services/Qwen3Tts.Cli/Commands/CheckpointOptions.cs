using System.CommandLine;
using System.CommandLine.Parsing;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Modeling.Verification;

namespace Qwen3Tts.Cli.Commands;

/// <summary>Options of every command that opens checkpoints itself.</summary>
public sealed class CheckpointOptions
{
    private const int MaxThreads = 1024;

    public Option<string[]> Checkpoint { get; } = new("--checkpoint")
    {
        Description = "A checkpoint to serve; give it again for each further one. Without it: the embedded nano checkpoint.",
        HelpName = "FOLDER|NAME=FOLDER",
    };

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads that one network may use; 0 takes one for each core.",
        HelpName = "N",
    };

    public Option<string?> CacheFolder { get; } = new("--cache")
    {
        Description = "Folder for built graphs. Without it: beside the checkpoint, or the user's cache where that is read-only.",
        HelpName = "FOLDER",
    };

    public Option<string?> Precision { get; } = new("--precision")
    {
        Description = "How the weights of talker and code predictor are held: fp32, bf16, fp16, int8, int4, int4a, and exceptions such as int4,predictor=int8. "
            + "Without it: the fastest that 'convert --verify' found good on the checkpoint, or int8. On a GPU fp32 or fp16 [default: fp16].",
        HelpName = "PLAN",
    };

    public CheckpointOptions()
    {
        _threads.Validators.Add(result =>
        {
            if (int.TryParse(result.Tokens.SingleOrDefault()?.Value, out var threads) && threads is < 0 or > MaxThreads)
                result.AddError($"--threads {threads} is outside 0 to {MaxThreads}.");
        });
        Precision.Validators.Add(result =>
        {
            if (result.Tokens.SingleOrDefault()?.Value is { } text && !PrecisionPlan.TryParse(text, out _, out var error))
                result.AddError(error);
        });
    }

    public IEnumerable<Option> All => [Checkpoint, _threads, CacheFolder, Precision];

    /// <summary>True where the embedded checkpoint serves because no other was named.</summary>
    public bool Embedded(ParseResult parsed) => parsed.GetValue(Checkpoint) is not { Length: > 0 };

    /// <summary>True where one of these options was given.</summary>
    public bool Given(SymbolResult result) => All.Any(option => result.GetResult(option) is { Implicit: false });

    /// <summary>The checkpoints that were named, or the embedded one.</summary>
    public IReadOnlyList<string> Checkpoints(ParseResult parsed) =>
        Embedded(parsed) ? [EmbeddedCheckpoint.Folder] : parsed.GetValue(Checkpoint)!;

    public string? Cache(ParseResult parsed) => parsed.GetValue(CacheFolder);

    /// <summary>How to open the networks themselves, without a fleet. Without a precision where none was named: see <see cref="PrecisionChoice"/>.</summary>
    public SessionSettings ToSessions(ParseResult parsed, IProgress<ConversionProgress>? progress = null) =>
        new(parsed.GetValue(_threads), Cache(parsed), progress, parsed.GetValue(Precision) is { } plan ? PrecisionPlan.Parse(plan) : null);

    public LocalFleetSettings ToSettings(ParseResult parsed) => new()
    {
        Checkpoints = Checkpoints(parsed),
        Threads = parsed.GetValue(_threads),
        CacheFolder = Cache(parsed),
        Precision = parsed.GetValue(Precision),
    };
}
