using System.Runtime.CompilerServices;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Gateway.Failover;

/// <summary>
/// A decoding that goes on with another AcousticDecoder: frames whose samples have come are its context there, so that what follows is the same
/// to the bit, and no sample is lost or comes twice.
/// </summary>
internal sealed class FailoverDecoding(IStages workers, Utterance utterance, CallLimits limits, FailoverPolicy policy, IDecoding first)
    : FailoverStage<IDecoding>(WorkerService.AcousticDecoder, utterance, policy, first), IDecoding
{
    // Of one message, when they are sent again.
    private const int FramesAtOnce = 64;

    // Of the context, where there is more: some three times what the official decoder looks back (8 layers of 72 frames, and its convolutions).
    private const int MaxContext = 2048;

    private readonly List<int> _codes = [];
    private readonly int _groups = utterance.Model.Codec.Groups;
    private readonly int _samplesPerFrame = utterance.Model.Codec.SamplesPerFrame;
    private CodeFrames? _context;
    private int _before;
    private bool _started;
    private bool _ended;
    private long _samples;

    // The first frame that the present worker gives samples of.
    private int _firstFrame;

    private int Frames => _codes.Count / _groups;

    public Task StartAsync(CodeFrames? context, int before, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            (_context, _before, _started) = (context, before, true);
            return Worker.StartAsync(context, before, cancellation);
        },
        cancellation);

    public Task SendAsync(CodeFrames frames, long firstFrame, CancellationToken cancellation) => WriteAsync(
        () =>
        {
            _codes.AddRange(frames.Codes);
            return Worker.SendAsync(frames, firstFrame - _firstFrame, cancellation);
        },
        cancellation);

    public Task EndAsync() => WriteAsync(
        () =>
        {
            _ended = true;
            return Worker.EndAsync();
        },
        CancellationToken.None);

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSamplesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var skip = 0;
        var blocks = ReadAsync(
            () =>
            {
                // Of a frame that was begun, what has come already comes again.
                skip = (int)(_samples - (long)_firstFrame * _samplesPerFrame) * sizeof(float);
                return Worker.ReadSamplesAsync(cancellation);
            },
            Owes,
            begun: () => Frames > 0,
            cancellation);
        await foreach (var whole in blocks)
        {
            var block = whole[Math.Min(skip, whole.Length)..];
            skip -= whole.Length - block.Length;
            _samples += block.Length / sizeof(float);
            if (!block.IsEmpty)
                yield return block;
        }
    }

    private bool Owes() => (long)Frames * _samplesPerFrame > _samples;

    protected override ValueTask<IDecoding> OpenAsync() => workers.OpenDecodingAsync(Utterance, limits, goesOn: Frames > 0);

    protected override async Task GoOnAsync(CancellationToken cancellation)
    {
        _firstFrame = (int)(_samples / _samplesPerFrame);
        if (!_started)
            return;
        var (context, before) = Context();
        await Worker.StartAsync(context, before, cancellation);
        for (var frame = _firstFrame; frame < Frames; frame += FramesAtOnce)
            await Worker.SendAsync(Slice(frame, Math.Min(FramesAtOnce, Frames - frame)), frame - _firstFrame, cancellation);
        if (_ended)
            await Worker.EndAsync();
    }

    private (CodeFrames? Frames, int Before) Context()
    {
        if (_firstFrame is 0)
            return (_context, _before);
        var made = Math.Min(_firstFrame, MaxContext);
        var kept = Math.Min(_context?.Count ?? 0, MaxContext - made);
        var older = (_context?.Count ?? 0) - kept;
        int[] codes = [.. _context is { } context ? context.Codes[(older * _groups)..] : [], .. Slice(_firstFrame - made, made).Codes];
        return (new CodeFrames(_groups, codes), _before + older + _firstFrame - made);
    }

    private CodeFrames Slice(int first, int count) => new(_groups, [.. _codes.GetRange(first * _groups, count * _groups)]);
}
