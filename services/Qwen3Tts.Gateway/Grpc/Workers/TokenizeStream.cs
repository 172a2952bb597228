using System.Runtime.CompilerServices;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.Gateway.Grpc.Workers;

internal sealed class TokenizeStream(Utterance utterance, WorkerStream<Rpc.TokenizeRequest, Rpc.TokenizeResponse> stream) : ITokenizing
{
    // Where samples are shaped a joint has none of the silence that the model makes there.
    private static readonly TimeSpan BetweenSentences = TimeSpan.FromMilliseconds(300);

    private readonly List<TokenUnits> _early = [];
    private string _voice = "";
    private bool _spoken;

    public Task StartAsync(CancellationToken cancellation) => stream.WriteAsync(
        new Rpc.TokenizeRequest
        {
            Start = new Rpc.TokenizeStart
            {
                Model = utterance.Model.Name,
                UtteranceId = utterance.Id,
                Instruction = utterance.Instruction,
                ReferenceTranscript = utterance.ReferenceTranscript,
                Ssml = utterance.Manner.IsSsml,
                MarksPauses = utterance.Manner.MarksPauses,
                Language = utterance.Language,
                Style = utterance.Manner.Style,
                TakesInstruction = utterance.Model.TakesInstruction,
                RefuseStyles = utterance.Manner.RefusesStyles,
                TextNormalization = TextMessages.Write(utterance.Reading.Normalization),
                Emoji = TextMessages.Write(utterance.Reading.Emoji),
                Lexicon = { utterance.Reading.Lexicon.Select(TextMessages.Write) },
                Languages = { utterance.Model.Languages },
                TurnsProsody = utterance.Model.TellsWords,
                PlacesWords = utterance.Marks is not MarkKinds.None || utterance.LeadsOn,
                // A voice that is designed anew would be another.
                CutsLongText = utterance.Mode is not SynthesisMode.VoiceDesign && utterance.Sampling.MaxFrames is null,
            },
        },
        cancellation);

    public Task SendAsync(string piece, CancellationToken cancellation) =>
        stream.WriteAsync(new Rpc.TokenizeRequest { Text = piece }, cancellation);

    public Task FlushAsync(CancellationToken cancellation) =>
        stream.WriteAsync(new Rpc.TokenizeRequest { Flush = new Rpc.TokenizeFlush() }, cancellation);

    public async Task EndAsync(CancellationToken cancellation)
    {
        await stream.WriteAsync(new Rpc.TokenizeRequest { End = new Rpc.TokenizeEnd() }, cancellation);
        await stream.EndAsync();
    }

    public async Task<PromptTokens> ReadPromptAsync(CancellationToken cancellation)
    {
        while (await stream.ReadAsync(cancellation) is { } response)
        {
            if (response.Prompt is { } prompt)
                return Prompt(prompt);
            if (response.Tokens is not null)
                break;
            _early.Add(Units(response));
        }

        throw Broken("sent no prompt first");
    }

    public async IAsyncEnumerable<TokenUnits> ReadTokensAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var units in _early)
            yield return units;
        var (ended, begins) = (false, false);
        while (await stream.ReadAsync(cancellation) is { } response)
        {
            var units = ended ? throw Broken("sent something other than words") : Units(response);
            if (units.Prompt is not null && !begins)
                throw Broken("sent something other than words");
            ended = units.End;
            _spoken |= units.Ids.Length > 0;
            begins = units.Stretch is not null || (begins && units is { Ids: [], Prompt: null });
            yield return units;
        }

        if (!ended)
            throw Broken("ended before the text");
    }

    public Task Leaving => stream.Leaving;

    public Task<bool> AnswersAsync() => stream.AnswersAsync();

    public bool HasOther => stream.HasOther;

    public bool HasRoomElsewhere => stream.HasRoomElsewhere;

    public void Abandon() => stream.Abandon();

    public void Dispose() => stream.Dispose();

    private TokenUnits Units(Rpc.TokenizeResponse response) => response.MessageCase switch
    {
        Rpc.TokenizeResponse.MessageOneofCase.Tokens => new TokenUnits(Ids(response.Tokens.Ids), response.Tokens.End)
        {
            Words = [.. response.Tokens.Words.SelectMany(Places)],
            Starts = utterance.LeadsOn ? [.. response.Tokens.Words.Select(word => (checked((int)word.Token), word.BeginsSentence))] : [],
        },
        Rpc.TokenizeResponse.MessageOneofCase.Prompt => new TokenUnits([], End: false) { Prompt = Prompt(response.Prompt) },
        Rpc.TokenizeResponse.MessageOneofCase.Stretch => new TokenUnits([], End: false)
        {
            Stretch = new StretchUnits(
                PauseOf(response.Stretch), SynthesizeMessages.Read(response.Stretch.Prosody), response.Stretch.Voice, response.Stretch.Cut && utterance.LeadsOn),
        },
        Rpc.TokenizeResponse.MessageOneofCase.Turn => new TokenUnits([], End: false) { Turn = SynthesizeMessages.Read(response.Turn.Prosody) },
        Rpc.TokenizeResponse.MessageOneofCase.Mark => new TokenUnits([], End: false) { Mark = response.Mark.Name },
        Rpc.TokenizeResponse.MessageOneofCase.Warning => new TokenUnits([], End: false) { Warning = response.Warning },
        _ => throw Broken("sent something other than words"),
    };

    private TimeSpan PauseOf(Rpc.StretchStart stretch)
    {
        var parts = stretch.Cut || (stretch.Voice != _voice && _spoken);
        _voice = stretch.Voice;
        return parts && stretch.PauseMs is 0 && utterance.Manner.IsShaped ? BetweenSentences : TimeSpan.FromMilliseconds(stretch.PauseMs);
    }

    private IEnumerable<(MarkedPlace Place, int Token)> Places(Rpc.WordPlace word)
    {
        // Without its tags or markers a text's places are others.
        var (start, length) = utterance.Manner.IsMarkedUp ? (0, 0) : (word.Start, word.Length);
        var token = checked((int)word.Token);
        if (word.BeginsSentence && utterance.Marks.HasFlag(MarkKinds.Sentences))
            yield return (new MarkedPlace("", MarkKinds.Sentences, start, length), token);
        if (utterance.Marks.HasFlag(MarkKinds.Words))
            yield return (new MarkedPlace(word.Spoken, MarkKinds.Words, start, length), token);
    }

    private static PromptTokens Prompt(Rpc.PromptTokens prompt) => new(Ids(prompt.Role), Ids(prompt.Instruction), Ids(prompt.Reference));

    private static int[] Ids(IEnumerable<uint> ids) => [.. ids.Select(id => checked((int)id))];

    private static Exception Broken(string what) => BrokenContract.Error(WorkerService.TextFrontend, what);
}
