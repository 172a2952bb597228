using System.Diagnostics;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Networks;
using Qwen3Tts.Modeling.Sampling;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Modeling.Generation;

/// <summary>
/// Frames on the processor's cores: the talker over each utterance's next rows, then code group by code group the predictor over all that
/// got that far.
/// </summary>
internal sealed class KernelFrames : IFrameNetworks
{
    private readonly FrameGenerator _generator;
    private readonly KernelNetworks _networks;
    private readonly CodeSampler _talkerSampler;
    private readonly CodeSampler _predictorSampler;
    private readonly int _groups;
    private readonly SequenceSlice[] _slices;

    // Those whose frame is being made, and which of the talker's states is theirs.
    private readonly Utterance[] _live;
    private readonly int[] _states;

    public KernelFrames(FrameGenerator generator, Checkpoint checkpoint, SessionSettings settings)
    {
        var talker = checkpoint.Configuration.Talker;
        _generator = generator;
        _networks = new KernelNetworks(checkpoint, settings, ThreadTeam.Shared(settings.Threads), settings.Sequences + PrefillRows);
        _groups = talker.CodeGroups;
        _talkerSampler = new CodeSampler(talker.VocabularySize);
        _predictorSampler = new CodeSampler(talker.CodePredictor.VocabularySize);
        _slices = new SequenceSlice[settings.Sequences];
        Beginnings = settings.WarmBytes > 0 ? new KeptBeginnings(_networks.Cache, settings.WarmBytes) : null;
        _live = new Utterance[settings.Sequences];
        _states = new int[settings.Sequences];
    }

    public int PrefillRows => 32;

    /// <summary>The networks themselves, for measuring.</summary>
    public KernelNetworks Networks => _networks;

    public (TimeSpan Talker, TimeSpan Predictor) Spent { get; private set; }

    public double KeyValueUse => _networks.CacheUse;

    public KeptBeginnings? Beginnings { get; }

    public ISequence Start() => _networks.Start();

    public void Advance(FrameShare[] shares, int count, int whole)
    {
        var started = Stopwatch.GetTimestamp();
        var rows = 0;
        for (var i = 0; i < count; i++)
        {
            var (utterance, share) = shares[i];
            utterance.Fill(_networks.TalkerInput, rows, share);
            _slices[i] = new SequenceSlice(utterance.Sequence, rows, share);
            rows += share;
        }

        _networks.RunTalker(_slices, count, rows, whole);
        var talked = Stopwatch.GetTimestamp();
        if (whole > 0)
            MakeFrames(shares, whole);
        Spent = (Spent.Talker + Stopwatch.GetElapsedTime(started, talked), Spent.Predictor + Stopwatch.GetElapsedTime(talked));
    }

    public void Dispose()
    {
        Beginnings?.Dispose();
        _networks.Dispose();
    }

    private void MakeFrames(FrameShare[] shares, int count)
    {
        var live = 0;
        for (var i = 0; i < count; i++)
        {
            var utterance = shares[i].Utterance;
            utterance.Trace?.Talker(_networks.TalkerLogits(i), _networks.TalkerState(i));
            if (!utterance.DrawFirst(_networks.TalkerLogits(i), _talkerSampler, _generator.End))
                continue;
            (_live[live], _states[live]) = (utterance, i);
            live++;
        }

        for (var group = 1; group < _groups && live > 0; group++)
            Predict(group, live);
        for (var i = 0; i < live; i++)
            _live[i].Complete();
    }

    private void Predict(int group, int live)
    {
        var input = _networks.PredictorInput;
        for (var i = 0; i < live; i++)
        {
            if (group == 1)
                _networks.TalkerState(_states[i]).CopyTo(input.Row(2 * i));
            _generator.Tables.ReadCode(group - 1, _live[i].CodeOf(group - 1), input.Row(group == 1 ? 2 * i + 1 : i));
        }

        _networks.RunPredictor(group, live);
        for (var i = 0; i < live; i++)
        {
            var logits = _networks.PredictorLogits(i);
            _live[i].Trace?.Predictor(logits);
            _live[i].Draw(group, logits, _predictorSampler);
        }
    }
}
