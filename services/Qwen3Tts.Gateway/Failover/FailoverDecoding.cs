using System.Runtime.CompilerServices;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Failover;

/// <summary>
/// A decoding that goes on with another AcousticDecoder: frames whose samples have come are its context there, so that what follows is the same
/// to the bit, and no sample is lost or comes twice.
/// </summary>
internal sealed class FailoverDecoding(IStages workers, Utterance utterance, CallLimits limits, FailoverPolicy policy, IDecoding first) : IDecoding
{
    // Of one message, when they are sent again.
    private const int FramesAtOnce = 64;

    private readonly SemaphoreSlim _writing = new(1);
    private readonly List<int> _codes = [];
    private readonly int _groups = utterance.Model.Codec.Groups;
    private readonly int _samplesPerFrame = utterance.Model.Codec.SamplesPerFrame;
    private IDecoding _worker = first;
    private CodeFrames? _context;
    private bool _started;
    private bool _ended;
    private long _samples;

    // The first frame that the present worker gives samples of.
    private int _firstFrame;

    private int Frames => _codes.Count / _groups;

    public Task StartAsync(CodeFrames? context, CancellationToken cancellation) => _writing.HoldAsync(
        () =>
        {
            (_context, _started) = (context, true);
            return _worker.StartAsync(context, cancellation);
        },
        cancellation);

    public Task SendAsync(CodeFrames frames, long firstFrame, CancellationToken cancellation) => _writing.HoldAsync(
        () =>
        {
            _codes.AddRange(frames.Codes);
            return _worker.SendAsync(frames, firstFrame - _firstFrame, cancellation);
        },
        cancellation);

    public Task EndAsync() => _writing.HoldAsync(
        () =>
        {
            _ended = true;
            return _worker.EndAsync();
        },
        CancellationToken.None);

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSamplesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var moves = 0; ;)
        {
            var reader = new WatchedReader<ReadOnlyMemory<byte>>(
                _worker.ReadSamplesAsync(cancellation), _worker.Leaving, policy.StallAfter, policy.Time, cancellation);
            // Of a frame that was begun, what has come already comes again.
            var skip = (int)(_samples - (long)_firstFrame * _samplesPerFrame) * sizeof(float);
            SpeechException? failure = null;
            var outcome = ReadOutcome.End;
            while (true)
            {
                try
                {
                    outcome = await reader.NextAsync(Owes);
                }
                catch (SpeechException error) when (policy.Allows(error, moves))
                {
                    failure = error;
                    break;
                }

                if (outcome is ReadOutcome.Leaving && !await policy.HandOverAsync(WorkerService.AcousticDecoder, utterance.Id, MoveAsync, cancellation))
                {
                    reader.Stay();
                    continue;
                }

                if (outcome is not ReadOutcome.Item)
                    break;

                var block = reader.Current[Math.Min(skip, reader.Current.Length)..];
                skip -= reader.Current.Length - block.Length;
                _samples += block.Length / sizeof(float);
                if (!block.IsEmpty)
                    yield return block;
            }

            if (failure is null && outcome is ReadOutcome.End)
                yield break;
            if (failure is null)
            {
                // The other has begun already.
                await reader.CloseAsync();
                continue;
            }

            moves++;
            _worker.Abandon();
            _worker.Dispose();
            await reader.CloseAsync();
            await policy.MoveAsync(
                WorkerService.AcousticDecoder, utterance.Id, begun: Frames > 0, failure, MoveAsync, cancellation);
        }
    }

    public Task Leaving => _worker.Leaving;

    public void Abandon() => _worker.Abandon();

    public void Dispose()
    {
        _worker.Dispose();
        _writing.Dispose();
    }

    private bool Owes() => (long)Frames * _samplesPerFrame > _samples;

    /// <summary>Goes on with another worker; throws, and changes nothing, where there is none.</summary>
    private async Task MoveAsync(CancellationToken cancellation)
    {
        var next = await workers.OpenDecodingAsync(utterance, limits);
        // Before the turn is asked for: a write to the old worker may hold it.
        _worker.Dispose();
        try
        {
            await GoOnAsync(next, cancellation);
        }
        catch
        {
            next.Dispose();
            throw;
        }
    }

    private Task GoOnAsync(IDecoding next, CancellationToken cancellation) => _writing.HoldAsync(
        async () =>
        {
            _worker = next;
            _firstFrame = (int)(_samples / _samplesPerFrame);
            if (!_started)
                return;
            await next.StartAsync(Context(), cancellation);
            for (var frame = _firstFrame; frame < Frames; frame += FramesAtOnce)
                await next.SendAsync(Slice(frame, Math.Min(FramesAtOnce, Frames - frame)), frame - _firstFrame, cancellation);
            if (_ended)
                await next.EndAsync();
        },
        cancellation);

    private CodeFrames? Context()
    {
        if (_firstFrame is 0)
            return _context;
        int[] codes = [.. _context?.Codes.ToArray() ?? [], .. Slice(0, _firstFrame).Codes];
        return new CodeFrames(_groups, codes);
    }

    private CodeFrames Slice(int first, int count) => new(_groups, [.. _codes.GetRange(first * _groups, count * _groups)]);
}
