using System.CommandLine;
using System.CommandLine.Parsing;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Cli.Commands;

/// <summary>Options of <c>say</c> that say how an utterance is to be spoken.</summary>
public sealed class SayOptions
{
    private readonly Option<string?> _model = new("--model") { Description = "The served model that speaks.", HelpName = "NAME" };

    private readonly Option<string?> _mode = new("--mode")
    {
        Description = "How it gets its voice. Without it: by what else is named.",
        HelpName = string.Join('|', ModeNames.All),
    };

    private readonly Option<string?> _voice = new("--voice", "-v")
    {
        Description = "A cloned or built-in voice, or a speaker of a custom-voice model. Without it: the built-in voice that is understood best.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _language = new("--language", "-l") { Description = "The text's language, or auto.", HelpName = "NAME" };

    private readonly Option<string?> _instruct = new("--instruct")
    {
        Description = "How to speak (custom voice), or who speaks (voice design).",
        HelpName = "TEXT",
    };

    private readonly Option<ulong?> _seed = new("--seed")
    {
        Description = "The same seed, request and checkpoint give the same audio.",
        HelpName = "N",
    };

    private readonly Option<TextDelivery?> _delivery = new("--delivery")
    {
        Description = "Speak while the text comes, or when it has ended. Without it: as the mode does by default.",
        HelpName = "streaming|whole",
    };

    private readonly Option<float?> _temperature = new("--temperature")
    {
        Description = "Sampling temperature of talker and code predictor; 0 is greedy.",
        HelpName = "T",
    };

    private readonly Option<int?> _topK = new("--top-k") { Description = "Draw among the K likeliest codes; 0 takes all.", HelpName = "K" };

    private readonly Option<float?> _topP = new("--top-p") { Description = "Draw among the likeliest codes that make up P.", HelpName = "P" };

    private readonly Option<bool> _greedy = new("--greedy") { Description = "Take the likeliest code always, as --temperature 0 does." };

    private readonly Option<bool> _ssml = new("--ssml") { Description = "The text is an SSML document." };
    private readonly Option<bool> _pauses = new("--pauses") { Description = "Pauses are marked in the text: [pause], [pause 500ms], an ellipsis, an em dash." };

    private readonly Option<double?> _rate = new("--rate") { Description = "Times as fast, 0.5 to 2.", HelpName = "R" };

    private readonly Option<double?> _pitch = new("--pitch") { Description = "Semitones higher, -6 to +6.", HelpName = "ST" };

    private readonly Option<double?> _volume = new("--volume") { Description = "Decibels louder, -96 to +12.", HelpName = "DB" };

    private readonly Option<string?> _style = new("--style")
    {
        Description = "A way of speaking, such as calm: an instruction, or near to it by rate, pitch and volume.",
        HelpName = "NAME",
    };

    public SayOptions() => _mode.AcceptOnlyFromAmong([.. ModeNames.All]);

    public Option<string?> Voice => _voice;

    public Option<TextDelivery?> Delivery => _delivery;

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_model, _mode, _voice, _language, _instruct, _seed, _delivery, _temperature, _topK, _topP, _greedy, _ssml, _pauses, _rate, _pitch, _volume, _style])
            command.Options.Add(option);
        command.Validators.Add(RefuseBoth);
    }

    public SpeechRequest ToRequest(ParseResult parsed) => new(
        parsed.GetValue(_model),
        parsed.GetValue(_mode) is { } mode ? ModeNames.Parse(mode) : null,
        parsed.GetValue(_voice),
        parsed.GetValue(_language),
        parsed.GetValue(_instruct),
        parsed.GetValue(_delivery),
        parsed.GetValue(_greedy) ? 0 : parsed.GetValue(_temperature),
        parsed.GetValue(_topK),
        parsed.GetValue(_topP),
        parsed.GetValue(_seed))
    {
        Ssml = parsed.GetValue(_ssml),
        MarksPauses = parsed.GetValue(_pauses),
        Rate = parsed.GetValue(_rate),
        Pitch = parsed.GetValue(_pitch),
        Volume = parsed.GetValue(_volume),
        Style = parsed.GetValue(_style),
    };

    private void RefuseBoth(CommandResult result)
    {
        if (result.GetResult(_greedy) is { Implicit: false } && result.GetResult(_temperature) is not null)
            result.AddError("--greedy and --temperature contradict each other; give one.");
        if (result.GetResult(_ssml) is { Implicit: false } && result.GetResult(_pauses) is { Implicit: false })
            result.AddError("--pauses is for plain text, --ssml for a document, which has <break>; give one.");
    }
}
