using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Synthesis.Pumps;

/// <summary>
/// The TextFrontend's tokens to the TokenGenerator, which starts when both the first words and the voice are there. A stretch's words end
/// before those of the next are given: that one goes on from the frames that all before it made, or begins anew.
/// </summary>
internal sealed class TokenPump(
    VoiceCasting casting,
    ITokenizing tokenizing,
    RepeatableGenerating generating,
    FrameBuffer buffer,
    StretchPlan plan,
    StretchHandover handover)
{
    // What lies in a stretch that has not begun yet.
    private readonly List<Action> _later = [];
    private StretchUnits? _next;
    private string _voice = "";
    private PromptTokens? _prompt;
    private bool _hasWords;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var prompt = await tokenizing.ReadPromptAsync(cancellation);
        if (!casting.IsOpen)
            await StartAsync(prompt, cancellation);
        await foreach (var units in tokenizing.ReadTokensAsync(cancellation))
        {
            await NoteAsync(units, cancellation);
            if (_next is not null && (units.Ids.Length > 0 || units.End) && !await BeginAsync(units, cancellation))
                return;
            if (casting.IsOpen && !_hasWords && units.Ids.Length > 0)
                await StartAsync(prompt, cancellation);
            plan.AddTokens(units.Ids.Length);
            foreach (var (token, sentence) in units.Starts)
                plan.AddStart(token, sentence);
            foreach (var (place, token) in units.Words)
                plan.AddWord(place, token);
            _hasWords |= units.Ids.Length > 0;
            if (units.Ids.Length > 0 || units.End)
                await generating.SendAsync(units, cancellation);
        }

        plan.EndText();
        await generating.EndAsync(cancellation);
        handover.End();
    }

    private async Task NoteAsync(TokenUnits units, CancellationToken cancellation)
    {
        if (units.Warning is { } warning)
            plan.Warnings.Enqueue(warning);
        if (units.Prompt is { } prompt)
            _prompt = prompt;
        if (units.Mark is { } mark)
            Place(() => plan.AddMark(mark));
        if (units.Turn is { } turn)
            Place(() => plan.AddTurn(turn));
        if (units.Stretch is not { } stretch)
            return;
        handover.Expect();
        // It is looked up while what is before it is spoken.
        _ = casting.OfAsync(stretch.Voice);
        if (!_hasWords)
        {
            plan.SetFirst(stretch.Pause, stretch.Prosody);
            _voice = stretch.Voice;
        }
        else if (_next is { } waiting)
            _next = stretch with { Pause = waiting.Pause + stretch.Pause };
        else
            await generating.EndStretchAsync(cancellation);
        if (_hasWords)
            _next ??= stretch;
    }

    private async Task StartAsync(PromptTokens prompt, CancellationToken cancellation)
    {
        var voice = await casting.OfAsync(_voice);
        casting.Begin(voice);
        await generating.StartAsync(Prompt(prompt, voice)!, voice, cancellation);
    }

    private static PromptTokens? Prompt(PromptTokens? prompt, VoiceCast? voice) =>
        voice?.Transcript is { } transcript && prompt is not null ? prompt with { Reference = transcript } : prompt;

    private void Place(Action place)
    {
        if (_next is null)
            place();
        else
            _later.Add(place);
    }

    /// <returns>False where no more is to be generated.</returns>
    private async Task<bool> BeginAsync(TokenUnits units, CancellationToken cancellation)
    {
        if (!await handover.SpokenAsync(cancellation))
            return false;
        var (pause, prosody, name, leadsOn) = _next!.Value;
        var carried = leadsOn ? plan.Carry(buffer.Count) : null;
        var voice = name != _voice ? await casting.OfAsync(name) : null;
        buffer.BeginStretch();
        plan.Begin(buffer.Count, pause, prosody, anew: _prompt is not null, voice);
        _later.ForEach(place => place());
        _later.Clear();
        (_next, _voice) = (null, name);
        if (units.Ids.Length is 0)
        {
            // A pause at the very end: there is nothing more to say.
            handover.End();
            return false;
        }

        await generating.GoOnAsync(Prompt(_prompt, voice), voice, buffer.Copy(), carried, cancellation);
        _prompt = null;
        handover.GoOn();
        return true;
    }
}
