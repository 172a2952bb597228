using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Modeling.Verification;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.Speech.Voices;
using Qwen3Tts.TextFrontend.Limits;
using Qwen3Tts.TextFrontend.Prompts;
using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.Benchmarks.FirstAudio;

/// <summary>What the five services do for the first audio, called one after the other in one thread.</summary>
internal sealed class InProcessEngine : IDisposable
{
    private readonly Checkpoint _checkpoint;
    private readonly QwenTokenizer _tokenizer;
    private readonly FrameGenerator _generator;
    private readonly CodecDecoder _decoder;
    private readonly VoiceEmbedding _voice;

    public InProcessEngine(string folder, SessionSettings settings)
    {
        _checkpoint = Checkpoint.Open(folder);
        _tokenizer = QwenTokenizer.Load(folder);
        _generator = FrameGenerator.Load(_checkpoint, settings with { Precision = PrecisionChoice.Of(_checkpoint, settings).Plan });
        _decoder = CodecDecoder.Load(_checkpoint, settings);
        _voice = Embed(settings);
    }

    /// <summary>The voice that is spoken with: the first that ships with the checkpoint.</summary>
    public string Voice => _checkpoint.Voices[0].Name;

    /// <summary>Text → the samples of the first frame.</summary>
    public float[] FirstAudio(string text)
    {
        var words = new UtteranceTokenizer(_tokenizer, new TextFrontendOptions());
        words.Append(text);
        words.End();
        var defaults = _checkpoint.Generation;
        using var utterance = _generator.Start(new GenerationRequest(
            SynthesisMode.CloneXVector, "auto", null, _voice, words.Prompt!, TextDelivery.Streaming, defaults.Talker, defaults.Predictor, 100, Seed: 1));
        utterance.Append(words.Take());
        utterance.End();
        var frame = new int[_decoder.Format.Groups];
        utterance.Step(frame);
        using var state = _decoder.Start();
        return _decoder.Decode(state, new CodeFrames(_decoder.Format.Groups, frame));
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _generator.Dispose();
        _checkpoint.Dispose();
    }

    private VoiceEmbedding Embed(SessionSettings settings)
    {
        using var encoder = SpeakerEncoder.Load(_checkpoint, settings);
        return new VoiceEmbedding(BuiltInXVector.Of(_checkpoint, _checkpoint.Voices[0], encoder), ReferenceCodes: null);
    }
}
