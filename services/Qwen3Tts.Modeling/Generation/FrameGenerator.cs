using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sampling;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Modeling.Generation;

/// <summary>Text ids → codec frames, by one checkpoint's talker and code predictor. It and its utterances belong to one thread.</summary>
public sealed class FrameGenerator : IDisposable
{
    private readonly Checkpoint _checkpoint;

    private FrameGenerator(Checkpoint checkpoint, SessionSettings settings)
    {
        _checkpoint = checkpoint;
        var talker = checkpoint.Configuration.Talker;
        Description = checkpoint.Describe();
        Tables = new EmbeddingTables(checkpoint);
        Text = new TextEmbedder(checkpoint, Tables, settings);
        Talker = new Talker(checkpoint, settings);
        Predictor = new CodePredictor(checkpoint, settings);
        TalkerSampler = new CodeSampler(talker.VocabularySize);
        PredictorSampler = new CodeSampler(talker.CodePredictor.VocabularySize);
        // The last 1,024 ids of the codec vocabulary are control ids, whatever its size (official `suppress_tokens`), and two codes
        // come before the end may (official `min_new_tokens`).
        End = new EndOfSpeech(talker.CodecEosId, Math.Max(0, talker.VocabularySize - 1024), 2);
    }

    public ModelDescription Description { get; }

    internal EmbeddingTables Tables { get; }

    internal TextEmbedder Text { get; }

    internal Talker Talker { get; }

    internal CodePredictor Predictor { get; }

    internal CodeSampler TalkerSampler { get; }

    internal CodeSampler PredictorSampler { get; }

    internal EndOfSpeech End { get; }

    /// <summary>Loads the networks; builds their graphs first where none are kept.</summary>
    public static FrameGenerator Load(Checkpoint checkpoint, SessionSettings settings) => new(checkpoint, settings);

    /// <summary>Begins an utterance. Its words follow.</summary>
    /// <exception cref="SpeechException">The checkpoint lacks the mode, the language or the speaker, or an id or vector does not fit it.</exception>
    public Utterance Start(GenerationRequest request)
    {
        if (!Description.Modes.Contains(request.Mode))
        {
            throw SpeechException.Unsupported(
                $"Model {Description.Name} has no mode {request.Mode}. It has: {string.Join(", ", Description.Modes)}.");
        }

        CheckIds(request.Prompt.Role);
        CheckIds(request.Prompt.Instruction);
        CheckIds(request.Prompt.Reference);
        if (request.Mode is SynthesisMode.CloneXVector or SynthesisMode.CloneInContext)
            CheckVoice(request);
        return new Utterance(this, new Prompt(_checkpoint, Tables, Text, request), request);
    }

    internal void CheckIds(ReadOnlySpan<int> ids)
    {
        foreach (var id in ids)
        {
            if ((uint)id >= (uint)Tables.TextIds)
                throw SpeechException.Invalid($"Text id {id} is outside the vocabulary of model {Description.Name}: 0 to {Tables.TextIds - 1}.");
        }
    }

    private void CheckVoice(GenerationRequest request)
    {
        var length = request.Voice?.XVector.Length ?? 0;
        if (length != Description.XVectorSize)
        {
            throw SpeechException.Invalid(
                $"The voice's x-vector has {length} values; model {Description.Name} takes {Description.XVectorSize}.");
        }

        if (request is { Mode: SynthesisMode.CloneInContext, Voice.ReferenceCodes: { } codes })
            CheckCodes(codes);
    }

    private void CheckCodes(Qwen3Tts.Speech.Codec.CodeFrames codes)
    {
        var codec = Description.Codec;
        if (codes.Groups != codec.Groups)
            throw SpeechException.Invalid($"The reference has {codes.Groups} codes a frame; model {Description.Name} has {codec.Groups}.");
        foreach (var code in codes.Codes)
        {
            if ((uint)code >= (uint)codec.CodebookSize)
                throw SpeechException.Invalid($"Reference code {code} is outside the codebook: 0 to {codec.CodebookSize - 1}.");
        }
    }

    public void Dispose()
    {
        Predictor.Dispose();
        Talker.Dispose();
        Text.Dispose();
    }
}
