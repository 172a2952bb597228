using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.Speech.Voices;
using Qwen3Tts.TextFrontend.Limits;
using Qwen3Tts.TextFrontend.Prompts;
using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.Cli.Bench;

/// <summary>Sentences in a checkpoint's first voice, for measuring its networks without a fleet.</summary>
public sealed class SampleUtterances
{
    private static readonly string[] Sentences =
    [
        "The kettle was already singing when the first guests came up the garden path.",
        "Please leave your umbrella by the door, and mind the step on your way in.",
        "Nobody had expected the northern road to be open again before the end of the week.",
        "A small boat drifted past the harbour wall while the gulls argued over the morning's catch.",
    ];

    private const string Transcript = "The tide had turned before anyone thought to look for the second oar.";

    // Of a clip of five seconds.
    private const int ReferenceFrames = 62;

    private readonly Checkpoint _checkpoint;
    private readonly QwenTokenizer _tokenizer;
    private readonly SampleVoice _voice;

    /// <param name="settings">How to load the speaker encoder, where there is a voice to embed.</param>
    public SampleUtterances(Checkpoint checkpoint, SessionSettings settings)
        : this(checkpoint, QwenTokenizer.Load(checkpoint.Folder), SampleVoice.FirstOf(checkpoint, settings))
    {
    }

    public SampleUtterances(Checkpoint checkpoint, QwenTokenizer tokenizer, SampleVoice voice)
    {
        _checkpoint = checkpoint;
        _tokenizer = tokenizer;
        _voice = voice;
    }

    /// <summary>What is spoken with, in words.</summary>
    public string Voice => _voice.Name;

    /// <summary>Whether the checkpoint clones in context.</summary>
    public bool HasContext => _checkpoint.Describe().Modes.Contains(SynthesisMode.CloneInContext);

    /// <summary>Codes of no clip.</summary>
    public static CodeFrames MadeUp(CodecFormat codec, int frames, int offset) =>
        new(codec.Groups, [.. Enumerable.Range(0, frames * codec.Groups).Select(i => (int)((i + offset) * 7919L % codec.CodebookSize))]);

    /// <summary>The first sentence in a voice a little, or in context altogether, unlike those of other numbers.</summary>
    public (GenerationRequest Request, int[] Words) InVoice(int voice, bool inContext)
    {
        var (request, words) = Make(0, inContext ? Transcript : "");
        if (_voice.Embedding is null)
            return (request, words);
        float[] vector = [.. _voice.Embedding.XVector.ToArray().Select(value => value * (1 + voice / 1024f))];
        return (
            request with
            {
                Mode = inContext ? SynthesisMode.CloneInContext : _voice.Mode,
                Voice = new VoiceEmbedding(vector, inContext ? MadeUp(_checkpoint.Describe().Codec, ReferenceFrames, voice) : null),
            },
            words);
    }

    /// <summary>The sentence of an index, any from 0 up, and how it is to be said.</summary>
    public (GenerationRequest Request, int[] Words) this[int index] => Make(index, transcript: "");

    /// <summary>A text, and how it is to be said.</summary>
    /// <param name="transcript">Of the reference clip; empty for none.</param>
    public (GenerationRequest Request, int[] Words) Say(string text, ulong seed, string transcript = "")
    {
        var words = new UtteranceTokenizer(_tokenizer, new TextFrontendOptions(), _voice.Instruction, transcript);
        words.Append(text);
        words.End();
        var defaults = _checkpoint.Generation;
        return (
            new GenerationRequest(
                _voice.Mode,
                "auto",
                _voice.Speaker,
                _voice.Embedding,
                words.Prompt!,
                TextDelivery.Streaming,
                defaults.Talker,
                defaults.Predictor,
                defaults.MaxFrames,
                seed),
            words.Take());
    }

    private (GenerationRequest Request, int[] Words) Make(int index, string transcript) =>
        Say(Sentences[index % Sentences.Length], (ulong)index, transcript);
}
