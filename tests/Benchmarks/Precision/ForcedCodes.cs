using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sampling;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Benchmarks.Precision;

/// <summary>The codes that one network would have drawn, each after the frames that were made exactly, with the same noise.</summary>
internal sealed class ForcedCodes(Checkpoint checkpoint, NetworkPart part)
{
    private readonly TalkerConfiguration _talker = checkpoint.Configuration.Talker;

    /// <param name="frames">Of each utterance, as they were made.</param>
    /// <param name="logits">Of the network, utterance by utterance.</param>
    /// <returns>The frames with that network's codes in place of the exact ones.</returns>
    public CodeFrames[] Draw((GenerationRequest Request, int[] Words)[] spoken, CodeFrames[] frames, List<float[]> logits)
    {
        var at = 0;
        return [.. spoken.Zip(frames).Select(pair => Draw(pair.First.Request, pair.Second, logits, ref at))];
    }

    private CodeFrames Draw(GenerationRequest request, CodeFrames frames, List<float[]> logits, ref int at)
    {
        var codes = frames.Codes.ToArray();
        var sampler = new CodeSampler(part is NetworkPart.Talker ? _talker.VocabularySize : _talker.CodePredictor.VocabularySize);
        var end = new EndOfSpeech(_talker.CodecEosId, Math.Max(0, _talker.Codes), 2);
        var history = new CodeHistory(_talker.VocabularySize);
        for (var frame = 0; frame < frames.Count; frame++)
        {
            if (part is NetworkPart.Talker)
            {
                var code = sampler.Draw(logits[at++], request.Talker, history, end, request.Seed, frame, group: 0);
                // Where it would have ended the exact code stays: a wave has no code for the end.
                if (code != end.Id)
                    codes[frame * frames.Groups] = code;
                history.Add(frames[frame][0]);
                continue;
            }

            for (var group = 1; group < frames.Groups; group++)
                codes[frame * frames.Groups + group] = sampler.Draw(logits[at++], request.Predictor, history: null, end: null, request.Seed, frame, group);
        }

        // The talker's last logits gave the end, unless the limit did.
        if (part is NetworkPart.Talker && frames.Count < request.MaxFrames)
            at++;
        return new CodeFrames(frames.Groups, codes);
    }
}
