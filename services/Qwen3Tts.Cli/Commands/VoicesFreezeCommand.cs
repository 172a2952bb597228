using System.CommandLine;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>voices freeze</c>: designs a voice and registers it.</summary>
public sealed class VoicesFreezeCommand : Command
{
    public VoicesFreezeCommand(CommandEnvironment environment)
        : base("freeze", "Have a voice-design model make up a voice, and register it with a running fleet for its models that clone.")
    {
        var name = new Argument<string>("NAME") { Description = "The voice's name." };
        var instruct = new Option<string>("--instruct") { Description = "How the voice sounds.", HelpName = "TEXT", Required = true };
        var text = new Option<string?>("--text") { Description = "What it says for its reference. Without it: a text in the language.", HelpName = "TEXT" };
        var language = new Option<string?>("--language", "-l") { Description = "Of the text. Without both: English.", HelpName = "NAME" };
        var model = new Option<string?>("--model") { Description = "A voice-design model. Without it: the first.", HelpName = "NAME" };
        var seed = new Option<ulong?>("--seed") { Description = "Designs the same voice again. Without it: one is drawn, and told.", HelpName = "N" };
        var terms = new GroundOptions().Terms;
        var address = new AddressOptions();
        Arguments.Add(name);
        foreach (var option in (Option[])[instruct, text, language, model, seed, terms])
            Options.Add(option);
        address.RequireIn(this, "A voice is kept by a running fleet: name it with --address URL.");
        SetAction(async (parsed, cancellationToken) =>
        {
            using var client = address.Connect(parsed)!;
            var (voice, drawn) = await client.FreezeVoiceAsync(
                parsed.GetRequiredValue(name),
                parsed.GetRequiredValue(instruct),
                parsed.GetValue(text),
                parsed.GetValue(language),
                parsed.GetValue(model),
                parsed.GetValue(seed),
                parsed.GetValue(terms),
                cancellationToken);
            environment.Output.WriteLine($"Voice '{voice.Name}' is frozen, with seed {drawn}.");
            return ExitCodes.Success;
        });
    }
}
