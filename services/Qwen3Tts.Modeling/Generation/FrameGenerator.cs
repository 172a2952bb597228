using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sampling;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Modeling.Generation;

/// <summary>Text ids → codec frames, by one checkpoint's talker and code predictor. It and its utterances belong to one thread.</summary>
public sealed class FrameGenerator : IDisposable
{
    private readonly Checkpoint _checkpoint;
    private readonly ThreadTeam _team;
    private readonly FrameBatch _batch;

    private FrameGenerator(Checkpoint checkpoint, SessionSettings settings, Func<FrameGenerator, IFrameNetworks> networks)
    {
        _checkpoint = checkpoint;
        _team = ThreadTeam.Shared(settings.Threads);
        Description = checkpoint.Describe();
        Tables = new EmbeddingTables(checkpoint);
        Text = new TextEmbedder(checkpoint, Tables, _team);
        var talker = checkpoint.Configuration.Talker;
        // Control ids are never sampled, whatever the vocabulary's size (official `suppress_tokens`), and two codes
        // come before the end may (official `min_new_tokens`).
        End = new EndOfSpeech(talker.CodecEosId, Math.Max(0, talker.Codes), 2);
        Networks = networks(this);
        _batch = new FrameBatch(Networks, settings.Sequences);
    }

    public ModelDescription Description { get; }

    /// <summary>Device time so far in the talker, and in the predictor.</summary>
    public (TimeSpan Talker, TimeSpan Predictor) Spent => Networks.Spent;

    /// <summary>How much of the memory for the talker's keys and values utterances have: 0 to 1. For any thread.</summary>
    public double KeyValueUse => Networks.KeyValueUse;

    internal EmbeddingTables Tables { get; }

    internal TextEmbedder Text { get; }

    internal EndOfSpeech End { get; }

    internal IFrameNetworks Networks { get; }

    /// <summary>Loads the networks; converts their weights first where the precision asks for it and none are kept.</summary>
    /// <exception cref="SpeechException">Unsupported: the device does not serve the precision, or is not there.</exception>
    public static FrameGenerator Load(Checkpoint checkpoint, SessionSettings settings)
    {
        var plan = settings.Precision ?? PrecisionPlan.Float32;
        plan.EnsureServedBy(settings.Device);
        return settings.Device is ExecutionDevice.Cpu
            ? new(checkpoint, settings, generator => new KernelFrames(generator, checkpoint, settings))
            : LoadGraph(checkpoint, settings, FrameFormats.Of(plan, settings.Device));
    }

    /// <summary>The same as one graph a frame on ONNX Runtime, whatever the device.</summary>
    internal static FrameGenerator LoadGraph(Checkpoint checkpoint, SessionSettings settings, FrameFormats formats) =>
        new(checkpoint, settings, generator => new GraphFrames(generator, checkpoint, settings, formats));

    /// <summary>Begins an utterance. Its words follow.</summary>
    /// <param name="request">What is to be said, and how.</param>
    /// <param name="made">
    /// Frames that were made already, by this checkpoint from this request: the utterance goes on after them. It takes the words that it
    /// began with again.
    /// </param>
    /// <exception cref="SpeechException">The checkpoint lacks the mode, the language or the speaker, or an id or vector does not fit it.</exception>
    public Utterance Start(GenerationRequest request, CodeFrames? made = null)
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
        if (made is { } frames)
            CheckCodes(frames);
        return new Utterance(this, new Prompt(_checkpoint, Tables, Text, request), request, made);
    }

    /// <summary>
    /// One run of the networks for some utterances at once. Each that is <see cref="Utterance.Ready"/> comes nearer to its next frame, and
    /// most make it: see <see cref="Utterance.Frame"/>. What an utterance makes does not depend on the others.
    /// </summary>
    /// <param name="utterances">Of this generator, each once, at most <see cref="SessionSettings.Sequences"/>; those that come first have the larger share of a prefill.</param>
    public void Advance(ReadOnlySpan<Utterance> utterances)
    {
        using var turn = _team.Enter();
        _batch.Advance(utterances);
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

    private void CheckCodes(CodeFrames codes)
    {
        var codec = Description.Codec;
        if (codes.Groups != codec.Groups)
            throw SpeechException.Invalid($"The frames have {codes.Groups} codes each; those of model {Description.Name} have {codec.Groups}.");
        foreach (var code in codes.Codes)
        {
            if ((uint)code >= (uint)codec.CodebookSize)
                throw SpeechException.Invalid($"Code {code} is outside the codebook: 0 to {codec.CodebookSize - 1}.");
        }
    }

    public void Dispose()
    {
        Networks.Dispose();
        Text.Dispose();
    }
}
