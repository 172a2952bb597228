using Grpc.Core;
using Qwen3Tts.Speech.Prosody;
using Qwen3Tts.TextFrontend.Prompts;
using Qwen3Tts.TextFrontend.Styles;
using Qwen3Tts.TextFrontend.Telemetry;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.TextFrontend.Grpc;

/// <summary>One utterance on the wire: what its text makes final is written, the prompt first.</summary>
/// <param name="begin">Begins the text of a style, by that style's instruction, in the utterance's own voice or another.</param>
internal sealed class TokenizeCall(
    string model,
    Func<string, bool, UtteranceTokenizer> begin,
    StyleResolver styles,
    IServerStreamWriter<Rpc.TokenizeResponse> responses,
    TextFrontendMetrics metrics,
    TimeProvider time)
{
    private UtteranceTokenizer _utterance = begin("", true);
    private string _instruction = "";
    private string _voice = "";
    private ProsodySettings _near = ProsodySettings.Neutral;
    private ProsodySettings _prosody = ProsodySettings.Neutral;
    private int _charactersBefore;
    private long? _firstPiece;
    private bool _promptSent;
    private bool _restarted;

    // Written when the words before them are final, or more come.
    private readonly List<string> _marks = [];

    /// <summary>Ids of words sent so far.</summary>
    public int Tokens { get; private set; }

    public int Characters => _charactersBefore + _utterance.Characters;

    public async Task AppendAsync(string piece, CancellationToken cancellation)
    {
        await WriteMarksAsync(cancellation);
        _firstPiece ??= time.GetTimestamp();
        int before = _utterance.Characters;
        _utterance.Append(_restarted ? piece.TrimStart() : piece);
        _restarted = false;
        metrics.AddCharacters(model, _utterance.Characters - before);
        await WriteCutAsync(static _ => { }, cancellation);
    }

    /// <summary>What follows is spoken in another way, or apart from what was before.</summary>
    public async Task BeginStretchAsync(TimeSpan pause, ProsodySettings prosody, string style, string voice, CancellationToken cancellation)
    {
        await FlushAsync(cancellation);
        await WriteMarksAsync(cancellation);
        (string instruction, _near, string? warning) = styles.Resolve(style);
        if (warning is not null)
            await WarnAsync(warning, cancellation);
        _prosody = prosody.Within(_near);
        await responses.WriteAsync(TokenizeMessages.Stretch(pause, _prosody, voice), cancellation);
        if (instruction == _instruction && voice == _voice)
            return;
        _charactersBefore += _utterance.Characters;
        (_instruction, _voice, _utterance) = (instruction, voice, begin(instruction, voice is ""));
        (_promptSent, _restarted) = (false, true);
    }

    /// <summary>From the next word on speech is shaped otherwise.</summary>
    public async Task TurnAsync(ProsodySettings prosody, CancellationToken cancellation)
    {
        await FlushAsync(cancellation);
        await WriteMarksAsync(cancellation);
        _prosody = prosody.Within(_near);
        await responses.WriteAsync(TokenizeMessages.Turn(_prosody), cancellation);
    }

    /// <summary>The caller wants to know when what was said so far has been heard.</summary>
    public void Mark(string name) => _marks.Add(name);

    /// <summary>What has come is read as if the text ended here.</summary>
    public Task FlushAsync(CancellationToken cancellation)
    {
        _utterance.EndStretch();
        return WriteCutAsync(static utterance => utterance.EndStretch(), cancellation);
    }

    public Task WarnAsync(string message, CancellationToken cancellation) =>
        responses.WriteAsync(TokenizeMessages.Warning(message), cancellation);

    public async Task EndAsync(CancellationToken cancellation)
    {
        _utterance.End();
        if (_utterance.IsCut || _marks.Count > 0)
        {
            await WriteCutAsync(static utterance => utterance.End(), cancellation);
            await WriteMarksAsync(cancellation);
        }

        await WriteAsync(end: true, cancellation);
    }

    /// <summary>Writes what is final, and after each cut what follows it as a text of its own.</summary>
    /// <param name="goOn">What was asked of the tokenizer, for what follows a cut.</param>
    private async Task WriteCutAsync(Action<UtteranceTokenizer> goOn, CancellationToken cancellation)
    {
        await WriteAsync(end: false, cancellation);
        while (_utterance.IsCut)
        {
            await responses.WriteAsync(TokenizeMessages.Stretch(TimeSpan.Zero, _prosody, _voice, cut: true), cancellation);
            _utterance.BeginAnew();
            _promptSent = false;
            goOn(_utterance);
            await WriteAsync(end: false, cancellation);
        }
    }

    private async Task WriteMarksAsync(CancellationToken cancellation)
    {
        foreach (var name in _marks)
            await responses.WriteAsync(TokenizeMessages.Mark(name), cancellation);
        _marks.Clear();
    }

    private async Task WriteAsync(bool end, CancellationToken cancellation)
    {
        if (!_promptSent && _utterance.Prompt is { } prompt)
        {
            await responses.WriteAsync(TokenizeMessages.Prompt(prompt), cancellation);
            _promptSent = true;
        }

        foreach (var warning in _utterance.TakeWarnings())
            await WarnAsync(warning, cancellation);
        int[] ids = _utterance.Take();
        var words = _utterance.TakeWords();
        if (ids.Length > 0 && Tokens == 0 && _firstPiece is { } first)
            metrics.RecordFirstToken(model, time.GetElapsedTime(first));
        if (ids.Length > 0 || words.Count > 0 || end)
            await responses.WriteAsync(TokenizeMessages.Words(ids, words, end), cancellation);
        Tokens += ids.Length;
        metrics.AddTokens(model, ids.Length);
    }
}
