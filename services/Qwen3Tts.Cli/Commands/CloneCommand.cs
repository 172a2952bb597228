using System.CommandLine;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>clone</c>: registers a voice in a running fleet.</summary>
public sealed class CloneCommand : Command
{
    private const string NeedsFleet =
        "A cloned voice lives in a running fleet: start one with 'qwen3tts up' and name it with --address URL "
        + "(to clone for one utterance: qwen3tts say \"…\" --clip clip.wav).";

    public CloneCommand(CommandEnvironment environment)
        : base("clone", "Clone a voice from a reference clip, under a name, in a running fleet.")
    {
        var name = new Argument<string>("NAME") { Description = "The voice's name: letters, digits, '-' and '_'." };
        var clip = new Argument<string>("CLIP") { Description = "An audio file (WAV, FLAC, MP3, Ogg Opus, M4A) with some seconds of one person's speech." };
        var transcript = new TranscriptOption();
        var ground = new GroundOptions();
        var address = new AddressOptions();
        Arguments.Add(name);
        Arguments.Add(clip);
        Options.Add(transcript);
        foreach (var option in ground.All)
            Options.Add(option);
        address.RequireIn(this, NeedsFleet);

        SetAction(async (parsed, cancellationToken) =>
        {
            var words = await transcript.ReadAsync(parsed, cancellationToken);
            await using var file = ReferenceClip.Open(parsed.GetRequiredValue(clip));
            using var client = address.Connect(parsed)!;
            var voice = await client.CreateVoiceAsync(parsed.GetRequiredValue(name), file, words, ground.Read(parsed), cancellationToken);
            environment.Output.WriteLine(
                $"Cloned {voice.Name} from {voice.ClipSeconds:0.0} s of speech, {(voice.HasTranscript ? "with" : "without")} a transcript.");
            foreach (var warning in voice.Warnings)
                environment.Error.WriteLine($"Warning: {warning}");
            environment.Output.WriteLine($"Speak with it: qwen3tts say \"…\" --voice {voice.Name} --address {string.Join(" --address ", parsed.GetValue(address.Address)!.AsEnumerable())} --output FILE");
            return ExitCodes.Success;
        });
    }
}
