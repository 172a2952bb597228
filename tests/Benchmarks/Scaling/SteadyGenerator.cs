using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.TokenGenerator.Engine;

namespace Qwen3Tts.Benchmarks.Scaling;

/// <summary>Networks whose run takes a fixed time, and whose utterances are all as long.</summary>
internal sealed class SteadyGenerator(int groups, int frames, TimeSpan step) : IFrameGenerator
{
    private static readonly SamplingParameters Sampling = new(0.9f, 50, 1, 1.05f);

    private readonly SteadyStep _step = new(step);

    public double KeyValueUse => 0;

    public static ServedGenerator Serve(ModelDescription model, int frames, TimeSpan step) => new(
        model, new SteadyGenerator(model.Codec.Groups, frames, step), Sampling, Sampling, 2048, model.Codec.CodebookSize, model.Codec.CodebookSize);

    public IUtterance Start(GenerationRequest request, CodeFrames? made) => new Utterance(groups, frames);

    public void Advance(ReadOnlySpan<IUtterance> utterances)
    {
        _step.Run();
        foreach (var utterance in utterances)
            ((Utterance)utterance).Advance();
    }

    public void Dispose() => _step.Dispose();

    private sealed class Utterance(int groups, int frames) : IUtterance
    {
        private readonly int[] _frame = new int[groups];
        private int _made;
        private bool _begun;

        public bool Ready => _begun;

        public bool? BeganWarm => null;

        public FinishReason? Finished { get; private set; }

        public SpeechException? Failure => null;

        public bool HasFrame { get; private set; }

        public ReadOnlySpan<int> Frame => _frame;

        public float Surprise => 0;

        public int TextPosition => -1;

        public void Append(ReadOnlySpan<int> ids) => _begun = true;

        public void End() => _begun = true;

        public void Advance()
        {
            HasFrame = _made < frames;
            if (HasFrame)
                _made++;
            else
                Finished = FinishReason.Stop;
        }

        public void Dispose()
        {
        }
    }
}
