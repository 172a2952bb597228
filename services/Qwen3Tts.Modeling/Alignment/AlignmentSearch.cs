using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Modeling.Alignment;

/// <summary>Finds the talker's head that looks at the token being spoken: speaks sentences and watches all heads.</summary>
public static class AlignmentSearch
{
    /// <param name="sentences">In both deliveries, for a head to be found that serves both.</param>
    /// <exception cref="SpeechException">Unsupported: the talker is to run on a GPU. Or the checkpoint cannot say the sentences.</exception>
    public static AlignmentFinding Run(
        Checkpoint checkpoint,
        IReadOnlyList<AlignmentSentence> sentences,
        SessionSettings settings,
        IProgress<AlignmentProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        if (settings.Device is not ExecutionDevice.Cpu)
            throw SpeechException.Unsupported($"On {settings.Device} the talker's attention is not seen; search for its alignment head on the processor.");
        var talker = checkpoint.Configuration.Talker;
        var evidence = new AlignmentEvidence(talker.Layers, talker.Heads);
        using var generator = FrameGenerator.Load(checkpoint, settings with { Sequences = 1 });
        var frame = new int[talker.CodeGroups];
        var (frames, endless) = (0, 0);
        for (var i = 0; i < sentences.Count; i++)
        {
            using var utterance = generator.Start(sentences[i].Request);
            utterance.Append(sentences[i].Words);
            utterance.End();
            var tally = AttentionTally.Of(utterance, talker.Layers, talker.Heads);
            while (utterance.Step(frame))
            {
                cancellationToken.ThrowIfCancellationRequested();
                tally.Take();
            }

            evidence.Add(sentences[i], tally);
            frames += utterance.Frames;
            endless += utterance.Finished is FinishReason.Stop ? 0 : 1;
            progress?.Report(new AlignmentProgress(i + 1, sentences.Count, frames));
        }

        return new AlignmentFinding(evidence.Scores(), sentences.Count, frames, evidence.Tokens, endless);
    }
}
