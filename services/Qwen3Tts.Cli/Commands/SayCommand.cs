using System.CommandLine;
using System.Globalization;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Cli.Speaking;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>say</c>: text in, a WAV file or PCM out.</summary>
public sealed class SayCommand : Command
{
    private const string StandardStream = "-";

    private readonly CommandEnvironment _environment;
    private readonly Option<bool> _verbose;
    private readonly FleetSelection _selection;
    private readonly SayOptions _options = new();
    private readonly ReadingOptions _reading = new();
    private readonly TranscriptOption _transcript = new();
    private readonly GroundOptions _ground = new();

    private readonly Argument<string?> _text = new("TEXT")
    {
        Description = "The words. Without them, or '-': standard input, spoken as it comes.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "A WAV file, or '-' for 16-bit PCM on standard output. When stopped, the file holds what was spoken.",
        HelpName = "FILE|-",
        Required = true,
    };

    private readonly Option<string?> _clip = new("--clip")
    {
        Description = "Clone the voice of this audio file (WAV, FLAC, MP3, Ogg Opus, M4A) for this one utterance.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _marks = new("--marks")
    {
        Description = "A file for the times of words, sentences and SSML marks, a line of JSON each.",
        HelpName = "FILE",
    };

    public SayCommand(CommandEnvironment environment, Option<bool> verbose)
        : base("say", "Speak a text, with the fleet at --address or one started for it.")
    {
        (_environment, _verbose) = (environment, verbose);
        Arguments.Add(_text);
        Options.Add(_output);
        _options.AddTo(this);
        _reading.AddTo(this);
        Options.Add(_marks);
        Options.Add(_clip);
        Options.Add(_transcript);
        foreach (var option in _ground.All)
            Options.Add(option);
        _selection = new FleetSelection(this);
        Validators.Add(result =>
        {
            var clip = result.GetResult(_clip) is not null;
            if (clip && result.GetResult(_options.Voice) is not null)
                result.AddError("--clip and --voice name two voices; give one.");
            foreach (var option in _ground.All.Prepend(_transcript).Where(option => !clip && result.GetResult(option) is not null))
                result.AddError($"{option.Name} belongs to --clip.");
        });
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = parsed.GetRequiredValue(_output);
        await using IAudioSink sink = output is StandardStream ? new PcmSink(_environment.StandardOutput) : new WavSink(output);
        await using var fleet = await _selection.OpenAsync(parsed, _environment, parsed.GetValue(_verbose), cancellationToken);
        var request = _options.ToRequest(parsed) with
        {
            ToFile = output is not StandardStream, Text = _reading.Read(parsed), TimesWords = parsed.GetValue(_marks) is not null,
        };
        request = await WithVoiceAsync(request, fleet, parsed, cancellationToken);
        var summary = await new Speaker(fleet.Client, _environment.Time).SpeakAsync(request, Text(parsed), sink, cancellationToken);
        if (parsed.GetValue(_marks) is { } marks)
            await File.WriteAllLinesAsync(marks, MarkLines.Of(summary.Marks), cancellationToken);
        Report(summary, request, sink);
        return ExitCodes.Success;
    }

    private IAsyncEnumerable<string> Text(ParseResult parsed)
    {
        if (parsed.GetValue(_text) is { } text and not StandardStream)
            return TextPieces.Of(text);
        if (_environment.InputIsTerminal)
            _environment.Error.WriteLine("Type the text; Ctrl-D ends it.");
        return TextPieces.Read(_environment.StandardInput());
    }

    private async Task<SpeechRequest> WithVoiceAsync(
        SpeechRequest request, FleetConnection fleet, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_clip) is { } path)
        {
            var words = await _transcript.ReadAsync(parsed, cancellationToken);
            return request with { Clip = new ReferenceAudio(await ReferenceClip.ReadAsync(path, cancellationToken), words, _ground.Read(parsed)) };
        }

        return await DefaultVoice.FillInAsync(request, fleet.Client, cancellationToken);
    }

    private void Report(SpeechSummary summary, SpeechRequest request, IAudioSink sink)
    {
        var voice = (request.Clip is null ? request.Voice : "clip") is { } name ? $"{name} of {summary.Model}" : summary.Model;
        var mode = summary.Mode is { } known ? $", {ModeNames.Of(known)}" : "";
        _environment.Error.WriteLine($"{summary.AudioSeconds:0.00} s of speech by {voice}{mode}, seed {summary.Seed} -> {sink.Description}");
        _environment.Error.WriteLine(
            $"first audio after {summary.TimeToFirstAudio.TotalMilliseconds:0} ms, real-time factor {summary.RealTimeFactor:0.00}");
        foreach (var mark in summary.Marks.Where(mark => mark.Kind is MarkKind.Ssml))
            _environment.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mark {mark.Name} at {mark.Seconds:0.000} s{(mark.IsEstimated ? ", estimated" : "")}"));
        foreach (var warning in summary.Warnings)
            _environment.Error.WriteLine($"Warning: {warning}");
        if (summary.Reason is FinishReason.Length)
            _environment.Error.WriteLine("Warning: the frame limit cut the speech off; give the text in shorter parts.");
        if (summary.Reason is FinishReason.Runaway)
            _environment.Error.WriteLine("Warning: the model lost the text, and the speech was ended there; try another seed.");
    }
}
