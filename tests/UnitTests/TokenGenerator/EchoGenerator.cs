using System.Collections.Concurrent;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.TokenGenerator.Engine;

namespace Qwen3Tts.UnitTests.TokenGenerator;

/// <summary>
/// Networks that make one frame a token, of the request's seed and the token; keep in mind whose step each was; and stop where a
/// test tells them to.
/// </summary>
public sealed class EchoGenerator(Action<ulong>? beforeStep = null) : IFrameGenerator
{
    private int _open;

    public ConcurrentQueue<GenerationRequest> Requests { get; } = new();

    /// <summary>The seed of each step so far.</summary>
    public ConcurrentQueue<ulong> Steps { get; } = new();

    /// <summary>Threads that have used the networks.</summary>
    public ConcurrentDictionary<int, bool> Threads { get; } = new();

    /// <summary>Utterances begun and not disposed.</summary>
    public int Open => Volatile.Read(ref _open);

    public bool Disposed { get; private set; }

    public double KeyValueUse { get; init; }

    /// <summary>Of every utterance.</summary>
    public bool? BeganWarm { get; init; }

    /// <summary>Of every frame.</summary>
    public float Surprise { get; init; }

    public static ModelDescription Describe(string name = "echo", ModelKind kind = ModelKind.Base) => new(
        name, kind, ["english"], ["ada"], TakesInstruction: true, XVectorSize: kind is ModelKind.Base ? 4 : 0,
        new CodecFormat("codec", Groups: 2, CodebookSize: 100, SampleRate: 50, SamplesPerFrame: 5));

    /// <summary>What it may be asked, but for the words.</summary>
    public static GenerationRequest Request(ulong seed, int maxFrames = 100) => new(
        SynthesisMode.CloneXVector, "auto", null, null, new PromptTokens([1, 2, 3], [], []), TextDelivery.Streaming, default, default, maxFrames, seed);

    public ServedGenerator Serve(string name = "echo", ModelKind kind = ModelKind.Base) => new(
        Describe(name, kind), this, new SamplingParameters(0.9f, 50, 1, 1.05f), new SamplingParameters(0.8f, 40, 0.9f, 1), 8192, 120, 100);

    public IUtterance Start(GenerationRequest request, CodeFrames? made)
    {
        Use();
        Requests.Enqueue(request);
        Interlocked.Increment(ref _open);
        return new Utterance(this, request, made?.Count ?? 0);
    }

    /// <summary>The seeds of each run so far.</summary>
    public ConcurrentQueue<ulong[]> Batches { get; } = new();

    public void Advance(ReadOnlySpan<IUtterance> utterances)
    {
        Batches.Enqueue([.. utterances.ToArray().Select(utterance => ((Utterance)utterance).Seed)]);
        foreach (var utterance in utterances)
            ((Utterance)utterance).Step();
    }

    public void Dispose() => Disposed = true;

    private void Use() => Threads.TryAdd(Environment.CurrentManagedThreadId, true);

    private void BeginStep(ulong seed)
    {
        Use();
        Steps.Enqueue(seed);
        beforeStep?.Invoke(seed);
    }

    private sealed class Utterance(EchoGenerator networks, GenerationRequest request, int made) : IUtterance
    {
        private readonly List<int> _tokens = [];
        private readonly int[] _frame = new int[2];
        private bool _ended;
        private int _frames = made;

        public ulong Seed => request.Seed;

        public bool Ready => _ended || _tokens.Count > _frames;

        public bool? BeganWarm => networks.BeganWarm;

        public SpeechException? Failure { get; private set; }

        public bool HasFrame { get; private set; }

        public ReadOnlySpan<int> Frame => _frame;

        public float Surprise => networks.Surprise;

        public int TextPosition => -1;

        public FinishReason? Finished { get; private set; }

        public void Append(ReadOnlySpan<int> ids)
        {
            _tokens.AddRange(ids);
        }

        public void End() => _ended = true;

        public void Step()
        {
            HasFrame = false;
            try
            {
                networks.BeginStep(request.Seed);
            }
            catch (SpeechException error)
            {
                Failure = error;
                return;
            }

            if (_frames == request.MaxFrames)
                Finished = FinishReason.Length;
            else if (_tokens.Count == _frames)
                Finished = FinishReason.Stop;
            if (Finished is not null)
                return;
            (_frame[0], _frame[1]) = ((int)request.Seed, _tokens[_frames]);
            _frames++;
            HasFrame = true;
        }

        public void Dispose()
        {
            networks.Use();
            Interlocked.Decrement(ref networks._open);
        }
    }
}
