using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Prosody;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Synthesis.Pumps;

/// <summary>
/// The TextFrontend's tokens to the TokenGenerator, which starts when both the first words and the voice are there. A stretch's words end
/// before those of the next are given: that one goes on from the frames that all before it made.
/// </summary>
internal sealed class TokenPump(
    Task<VoiceEmbedding?> voice,
    ITokenizing tokenizing,
    RepeatableGenerating generating,
    FrameBuffer buffer,
    StretchPlan plan,
    StretchHandover handover)
{
    // What lies in a stretch that has not begun yet.
    private readonly List<Action> _later = [];
    private (TimeSpan Pause, ProsodySettings Prosody)? _next;
    private PromptTokens? _prompt;
    private bool _hasWords;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var prompt = await tokenizing.ReadPromptAsync(cancellation);
        await generating.StartAsync(prompt, await voice, cancellation);
        await foreach (var units in tokenizing.ReadTokensAsync(cancellation))
        {
            await NoteAsync(units, cancellation);
            if (_next is not null && (units.Ids.Length > 0 || units.End) && !await BeginAsync(units, cancellation))
                return;
            plan.AddTokens(units.Ids.Length);
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
        if (!_hasWords)
            plan.SetFirst(stretch.Pause, stretch.Prosody);
        else if (_next is { } waiting)
            _next = (waiting.Pause + stretch.Pause, stretch.Prosody);
        else
            await generating.EndStretchAsync(cancellation);
        if (_hasWords)
            _next ??= stretch;
    }

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
        buffer.BeginStretch();
        plan.Begin(buffer.Count, _next!.Value.Pause, _next.Value.Prosody, anew: _prompt is not null);
        _later.ForEach(place => place());
        _later.Clear();
        _next = null;
        if (units.Ids.Length is 0)
        {
            // A pause at the very end: there is nothing more to say.
            handover.End();
            return false;
        }

        await generating.GoOnAsync(_prompt, buffer.Copy(), cancellation);
        _prompt = null;
        handover.GoOn();
        return true;
    }
}
