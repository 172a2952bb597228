using System.Text.Json;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.ParityTests.Generation;

public sealed class UtteranceParityTest
{
    public static TheoryData<GoldenCase> Cases => [.. GoldenSet.Cases("clone-", "custom-voice", "voice-design")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Utterance_Greedy_GivesTheOfficialStagesAndCodes(GoldenCase @case)
    {
        using var tensors = @case.Tensors();
        var generator = Checkpoints.Generator(@case.Checkpoint);
        using var utterance = generator.Start(GoldenRequest.Of(@case, tensors));
        var trace = new RecordedTrace();
        utterance.Trace = trace;
        utterance.Append(GoldenRequest.Words(tensors));
        utterance.End();

        var ended = @case.Json().GetProperty("ended").GetString() == "eos";
        var codes = Frames(utterance, generator.Description.Codec.Groups);

        Differences.AssertRelative(@case, "prefill", tensors.Floats("prefill"), trace.PrefillRows);
        Differences.AssertRelative(@case, "trailing", ExpectedTrailing(tensors, codes.Count, ended), trace.TrailingRows);
        var logits = tensors.Floats("talker_logits");
        Differences.AssertRelative(@case, "talker_logits", logits.AsSpan(0, trace.Logits.Count), [.. trace.Logits]);
        Differences.AssertRelative(@case, "talker_hidden", tensors.Floats("talker_hidden"), trace.HiddenOf(codes.Count));
        Differences.AssertRelative(@case, "predictor_logits", tensors.Floats("predictor_logits"), [.. trace.PredictorLogits]);
        Assert.Equal(tensors.Integers("codes"), codes.Codes.ToArray());
        Assert.Equal(ended ? FinishReason.Stop : FinishReason.Length, utterance.Finished);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Utterance_Decoded_GivesTheOfficialWave(GoldenCase @case)
    {
        using var tensors = @case.Tensors();
        var decoder = Checkpoints.Decoder(@case.Checkpoint);
        using var state = decoder.Start();
        if (tensors.Has("ref_code"))
            decoder.Decode(state, new CodeFrames(decoder.Format.Groups, tensors.Integers("ref_code")));

        var wave = decoder.Decode(state, new CodeFrames(decoder.Format.Groups, tensors.Integers("codes")));

        Differences.AssertWave(@case, "wav", tensors.Floats("wav"), wave);
    }

    private static CodeFrames Frames(Utterance utterance, int groups)
    {
        var codes = new List<int>();
        var frame = new int[groups];
        while (utterance.Step(frame))
            codes.AddRange(frame);
        return new CodeFrames(groups, [.. codes]);
    }

    private static float[] ExpectedTrailing(GoldenTensors tensors, int frames, bool ended)
    {
        // A row is used after each frame but where the frame limit ended the speech before its step.
        var pad = tensors.Floats("pad");
        var rows = new List<float>(tensors.Floats("trailing"));
        var steps = ended ? frames : frames - 1;
        while (rows.Count < steps * pad.Length)
            rows.AddRange(pad);
        return [.. rows.Take(steps * pad.Length)];
    }
}
