using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.Speech.Voices;
using Qwen3Tts.TextFrontend.Limits;
using Qwen3Tts.TextFrontend.Prompts;
using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.Benchmarks.Guard;

/// <summary>Speaks texts with a checkpoint's voices into codes, without a guard.</summary>
internal sealed class SpeechSource : IDisposable
{
    private readonly Checkpoint _checkpoint;
    private readonly QwenTokenizer _tokenizer;
    private readonly FrameGenerator _generator;
    private readonly VoiceEmbedding[] _voices;

    public SpeechSource(string folder, SessionSettings settings)
    {
        _checkpoint = Checkpoint.Open(folder);
        _tokenizer = QwenTokenizer.Load(folder);
        _generator = FrameGenerator.Load(_checkpoint, settings);
        using var encoder = SpeakerEncoder.Load(_checkpoint, settings);
        _voices = [.. _checkpoint.Voices.Select(voice => new VoiceEmbedding(BuiltInXVector.Of(_checkpoint, voice, encoder), ReferenceCodes: null))];
    }

    public CodecFormat Codec => _generator.Description.Codec;

    /// <summary>The utterance of an index: its text, voice, delivery and seed all follow from it.</summary>
    public RecordedSpeech Speak(int index, int maxFrames)
    {
        using var utterance = Begin(index, maxFrames, out var tokens);
        var codes = new List<int>();
        var surprises = new List<float>();
        var frame = new int[Codec.Groups];
        while (utterance.Step(frame))
        {
            codes.AddRange(frame);
            surprises.Add(utterance.Surprise);
        }

        return new RecordedSpeech(index, tokens, utterance.Finished!.Value, new CodeFrames(Codec.Groups, [.. codes]), [.. surprises]);
    }

    /// <summary>What the model thinks of frames that take the place of its own: the surprise of one after the other, in nats.</summary>
    public IEnumerable<float> Surprises(int index, CodeFrames frames)
    {
        using var utterance = Begin(index, frames.Count, out _);
        utterance.Forced = frames;
        var frame = new int[Codec.Groups];
        while (utterance.Step(frame))
            yield return utterance.Surprise;
    }

    public void Dispose()
    {
        _generator.Dispose();
        _checkpoint.Dispose();
    }

    private Utterance Begin(int index, int maxFrames, out int tokens)
    {
        var delivery = index / 8 % 2 == 0 ? TextDelivery.Streaming : TextDelivery.Whole;
        var words = new UtteranceTokenizer(_tokenizer, new TextFrontendOptions());
        words.Append(SpeechTexts.At(index));
        words.End();
        var ids = words.Take();
        var defaults = _checkpoint.Generation;
        var utterance = _generator.Start(new GenerationRequest(
            SynthesisMode.CloneXVector, "English", null, _voices[index % _voices.Length], words.Prompt!, delivery,
            defaults.Talker, defaults.Predictor, maxFrames, (ulong)index));
        utterance.Append(ids);
        utterance.End();
        tokens = ids.Length;
        return utterance;
    }
}
