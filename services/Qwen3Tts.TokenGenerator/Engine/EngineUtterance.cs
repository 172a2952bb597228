using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>An utterance as the engine's thread sees it.</summary>
internal sealed class EngineUtterance(Generation generation, ServedGenerator model, GenerationRequest request, TimeProvider time)
{
    private IUtterance? _utterance;

    public Generation Generation => generation;

    /// <summary>Makes one frame if it can. An error ends this utterance and no other.</summary>
    public TurnOutcome Turn()
    {
        try
        {
            _utterance ??= model.Networks.Start(request);
            generation.PassText(_utterance);
            return _utterance.Ready ? Step(_utterance) : TurnOutcome.Waiting;
        }
        catch (Exception error)
        {
            _utterance?.Dispose();
            generation.Cancel(error);
            return TurnOutcome.Ended;
        }
    }

    public bool CloseIfCancelled()
    {
        if (!generation.Cancelled)
            return false;
        _utterance?.Dispose();
        return true;
    }

    private TurnOutcome Step(IUtterance utterance)
    {
        var started = time.GetTimestamp();
        var frame = new int[model.Description.Codec.Groups];
        if (utterance.Step(frame))
        {
            if (generation.Deliver(new GeneratedFrame(frame, time.GetElapsedTime(started))))
                return TurnOutcome.Stepped;
            utterance.Dispose();
            return TurnOutcome.Ended;
        }

        var reason = utterance.Finished ?? throw new InvalidOperationException("An utterance ended without a reason.");
        utterance.Dispose();
        generation.Finish(reason);
        return TurnOutcome.Ended;
    }
}
