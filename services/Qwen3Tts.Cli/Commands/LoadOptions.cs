using System.CommandLine;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Load;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Commands;

/// <summary>What commands that load a fleet have in common: what is spoken, and who listens.</summary>
public sealed class LoadOptions
{
    private const ulong DefaultSeed = 1;

    private readonly SayOptions _speech = new();

    private readonly TextsOption _texts = new();

    private readonly Option<double> _buffer = new("--buffer")
    {
        Description = "How long a listener's player waits after the first audio before it plays.",
        HelpName = "MS",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<double> _audible = new("--audible")
    {
        Description = "The level from which on a sample is audible.",
        HelpName = "DBFS",
        DefaultValueFactory = _ => -40,
    };

    private readonly Option<int> _warmUp = new("--warm-up")
    {
        Description = "Utterances before the measured ones.",
        HelpName = "N",
        DefaultValueFactory = _ => 3,
    };

    public Option<string?> Json { get; } = new("--json") { Description = "Write all figures to this file.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        _speech.AddTo(command);
        foreach (var option in (Option[])[_texts, _buffer, _audible, _warmUp, Json])
            command.Options.Add(option);
        Json.RequireFolder();
        _buffer.Require(buffer => buffer is >= 0 and <= 60_000, "must be from 0 to 60000 milliseconds");
        _audible.Require(level => level is >= -96 and < 0, "must be a level from -96 to below 0 dBFS");
        _warmUp.Require(count => count is >= 0 and <= 1000, "must be from 0 to 1000 utterances");
    }

    /// <summary>The request before the fleet is asked who speaks by default.</summary>
    public SpeechRequest ToRequest(ParseResult parsed) => _speech.ToRequest(parsed);

    public LoadPlan ToPlan(ParseResult parsed, SpeechRequest request) => new()
    {
        Request = request,
        Texts = _texts.Read(parsed),
        Seed = request.Seed ?? DefaultSeed,
        PlaybackBuffer = TimeSpan.FromMilliseconds(parsed.GetValue(_buffer)),
        AudibleLevel = LoadPlan.DecibelsFullScale(parsed.GetValue(_audible)),
    };

    /// <summary>Speaks what is not measured, so that the measured utterances find everything loaded and compiled.</summary>
    /// <exception cref="SpeechException">The fleet could not speak one of them: nothing is to be measured.</exception>
    public async Task WarmUpAsync(ParseResult parsed, FleetClient client, LoadPlan plan, CancellationToken cancellationToken)
    {
        for (var number = 0; number < parsed.GetValue(_warmUp); number++)
        {
            var text = Speaking.TextPieces.Of(plan.Texts[number % plan.Texts.Count]);
            await foreach (var _ in client.SpeakAsync(plan.Request, text, cancellationToken))
            {
            }
        }
    }
}
