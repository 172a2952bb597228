using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Networks;
using Qwen3Tts.Modeling.Sampling;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Modeling.Generation;

/// <summary>
/// Frames as one graph on a device that is not the processor: a run makes the next frame of every utterance. What goes there is text
/// rows, settings and noise; what comes back is codes, and the logits that tell how unlikely the first of them is.
/// </summary>
/// <remarks>
/// All places of the device take part in every run, those without an utterance as idle rows: a run's shape decides which of the device's
/// kernels compute it, and with one shape a row's result does not depend on how many others there are. Reading the weights is what a
/// run costs, not its rows. A prefill goes many positions a run, through the same graph, at the place that the utterance has.
/// </remarks>
internal sealed class GraphFrames : IFrameNetworks
{
    private const int SlicePositions = 128;

    private readonly FrameGenerator _generator;
    private readonly ThreadTeam _team;
    private readonly InferenceSession _session;
    private readonly DeviceMemory _memory;
    private readonly FramePlaces _places;
    private readonly FrameBuffers _stepBuffers;
    private readonly FrameBuffers _sliceBuffers;
    private readonly DeviceRun _step;
    private readonly DeviceRun[] _slices;
    private readonly FrameShare[] _stepping;
    private readonly bool[] _whole;
    private readonly CodeSampler _sampler;

    public GraphFrames(FrameGenerator generator, Checkpoint checkpoint, SessionSettings settings, FrameFormats formats)
    {
        var talker = checkpoint.Configuration.Talker;
        _generator = generator;
        _team = ThreadTeam.Shared(settings.Threads);
        _session = InferenceSessions.Open(checkpoint, GraphPart.Frame(formats), settings);
        _memory = new DeviceMemory(_session, settings);
        // All of the device's memory is taken before the first run: a captured graph goes on using what lay free during its capture.
        _places = new FramePlaces(_memory, talker, formats, settings.Sequences, settings.MaxPositions, SlicePositions);
        _stepBuffers = new FrameBuffers(_memory, talker, formats, settings.Sequences, 1, generator.End);
        _sliceBuffers = new FrameBuffers(_memory, talker, formats, 1, SlicePositions, generator.End);
        _step = _places.BindAll(_session, _stepBuffers);
        _slices = [.. Enumerable.Range(0, settings.Sequences).Select(place => _places.Bind(_session, _sliceBuffers, place))];
        _stepping = new FrameShare[settings.Sequences];
        _whole = new bool[settings.Sequences];
        _sampler = new CodeSampler(talker.VocabularySize);
    }

    public int PrefillRows => SlicePositions - 1;

    public (TimeSpan Talker, TimeSpan Predictor) Spent { get; private set; }

    /// <summary>Everything that is bound to a run, in the order of the binding.</summary>
    internal IEnumerable<OrtValue> Bound => [.. _step.Bound, .. _slices.SelectMany(slice => slice.Bound)];

    public double KeyValueUse => _places.Use;

    // A place's keys and values stay on the device, where a prefill costs little.
    public KeptBeginnings? Beginnings => null;

    public ISequence Start() => _places.Take();

    public void Advance(FrameShare[] shares, int count, int whole)
    {
        var started = Stopwatch.GetTimestamp();
        var steps = 0;
        for (var i = 0; i < count; i++)
        {
            if (shares[i].Rows > 1)
                RunSlice(shares[i], i < whole);
            else
                (_stepping[steps], _whole[steps++]) = (shares[i], i < whole);
        }

        if (steps > 0)
            RunStep(steps);
        Spent = (Spent.Talker + Stopwatch.GetElapsedTime(started), Spent.Predictor);
    }

    public void Dispose()
    {
        foreach (var slice in _slices)
            slice.Dispose();
        _step.Dispose();
        _sliceBuffers.Dispose();
        _stepBuffers.Dispose();
        _places.Dispose();
        _memory.Dispose();
        _session.Dispose();
    }

    private void RunSlice(FrameShare share, bool whole)
    {
        var (utterance, rows) = share;
        var place = (FramePlace)utterance.Sequence;
        for (var i = 0; i < rows; i++)
            utterance.FillRow(place.Length + i, _sliceBuffers.Row(0, i));
        // The slice's positions beyond its rows are written too, and overwritten by what comes next.
        _sliceBuffers.Lengths[0] = place.Length + SlicePositions - 1;
        _sliceBuffers.LastPositions[0] = rows - 1;
        _sliceBuffers.Choice.Clear();
        if (whole)
            Draw(_sliceBuffers, 0, utterance);
        Run(_slices[place.Index], _sliceBuffers, traced: whole && utterance.Trace is not null);
        place.Length += rows;
        if (whole)
            Take(_sliceBuffers, 0, utterance);
    }

    private void RunStep(int steps)
    {
        // Whoever has no row now has one written after its last, where its next will be; an idle place at its beginning.
        foreach (var place in _places.Sequences)
            _stepBuffers.Lengths[place.Index] = place.Length;
        _stepBuffers.Choice.Clear();
        var traced = false;
        for (var i = 0; i < steps; i++)
        {
            var utterance = _stepping[i].Utterance;
            var place = (FramePlace)utterance.Sequence;
            var previous = utterance.FillText(place.Length, _stepBuffers.Row(place.Index, 0));
            _stepBuffers.SetPrevious(place.Index, previous);
            if (!_whole[i])
                continue;
            Draw(_stepBuffers, place.Index, utterance);
            traced |= utterance.Trace is not null;
        }

        Run(_step, _stepBuffers, traced);
        for (var i = 0; i < steps; i++)
        {
            var place = (FramePlace)_stepping[i].Utterance.Sequence;
            place.Length++;
            if (_whole[i])
                Take(_stepBuffers, place.Index, _stepping[i].Utterance);
        }
    }

    private void Draw(FrameBuffers buffers, int row, Utterance utterance)
    {
        var request = utterance.Request;
        buffers.Choice.Set(row, request.Talker, request.Predictor, utterance.History, request.Seed, utterance.Frames);
        var forced = buffers.Forced(row);
        for (var group = 0; group < forced.Length; group++)
            forced[group] = utterance.ForcedCode(group, group == 0 ? _generator.End : null) ?? -1;
    }

    private void Run(DeviceRun run, FrameBuffers buffers, bool traced)
    {
        buffers.Choice.MakeNoise(_team);
        buffers.CopyIn();
        run.Run();
        buffers.CopyOut(traced);
    }

    private void Take(FrameBuffers buffers, int row, Utterance utterance)
    {
        utterance.Trace?.Talker(buffers.TalkerLogits(row), buffers.Hidden(row));
        if (utterance.TakeFrame(buffers.Codes(row), buffers.TalkerLogits(row), _sampler, _generator.End) && utterance.Trace is { } trace)
        {
            for (var group = 1; group < _generator.Description.Codec.Groups; group++)
                trace.Predictor(buffers.PredictorLogits(row, group));
        }
    }
}
