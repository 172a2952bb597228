using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Qwen3Tts.UnitTests.ServiceDefaults;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Cli;

/// <summary>
/// The public API without a fleet behind it: every character comes back as <see cref="SamplesPerCharacter"/> samples of its
/// code.
/// </summary>
internal sealed class FakeFleet : IAsyncDisposable
{
    public const int SamplesPerCharacter = 10;
    public const int SampleRate = 24_000;
    public const ulong DrawnSeed = 77;

    private readonly TestHost _host;

    private FakeFleet(TestHost host) => _host = host;

    public string Address => _host.Address;

    public required Record Heard { get; init; }

    public static async Task<FakeFleet> Start(Func<string, Task>? onPiece = null, Status? refusal = null, FinishReason reason = FinishReason.Stop)
    {
        var heard = new Record { OnPiece = onPiece ?? (_ => Task.CompletedTask), Refusal = refusal, Reason = reason };
        var host = await TestHost.Start(
            builder => builder.Services.AddSingleton(heard),
            app =>
            {
                app.MapGrpcService<FakeSpeech>();
                app.MapGrpcService<FakeVoices>();
                app.MapGrpcService<FakeModels>();
            });
        return new FakeFleet(host) { Heard = heard };
    }

    /// <summary>What comes back for <paramref name="text"/>.</summary>
    public static short[] Samples(string text) => [.. text.SelectMany(character => Enumerable.Repeat((short)character, SamplesPerCharacter))];

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    /// <summary>What was asked of it.</summary>
    internal sealed class Record
    {
        public required Func<string, Task> OnPiece { get; init; }

        /// <summary>What every call is answered with; null: none is refused.</summary>
        public required Status? Refusal { get; init; }

        public required FinishReason Reason { get; init; }

        public ConcurrentQueue<SynthesizeStart> Starts { get; } = new();

        public ConcurrentQueue<string> Pieces { get; } = new();

        public ConcurrentQueue<string?> Authorizations { get; } = new();

        public ConcurrentQueue<(CreateVoiceStart Start, byte[] Clip)> Clones { get; } = new();

        public void Enter(ServerCallContext context)
        {
            Authorizations.Enqueue(context.RequestHeaders.GetValue("authorization"));
            if (Refusal is { } refusal)
                throw new RpcException(refusal);
        }
    }

    internal sealed class FakeSpeech(Record heard) : V1.Speech.SpeechBase
    {
        public override async Task Synthesize(
            IAsyncStreamReader<SynthesizeRequest> requestStream, IServerStreamWriter<SynthesizeResponse> responseStream, ServerCallContext context)
        {
            heard.Enter(context);
            await requestStream.MoveNext();
            var start = requestStream.Current.Start;
            heard.Starts.Enqueue(start);
            await responseStream.WriteAsync(new SynthesizeResponse
            {
                Started = new SynthesizeStarted
                {
                    Model = "fake",
                    Mode = Mode.CloneXVector,
                    Seed = start.HasSeed ? start.Seed : DrawnSeed,
                    SampleRateHz = SampleRate,
                    AudioEncoding = AudioEncoding.PcmS16Le,
                },
            });
            var samples = 0UL;
            while (await requestStream.MoveNext() && requestStream.Current.End is null)
            {
                var piece = requestStream.Current.Text;
                heard.Pieces.Enqueue(piece);
                await heard.OnPiece(piece);
                var pcm = Samples(piece).SelectMany(BitConverter.GetBytes).ToArray();
                await responseStream.WriteAsync(new SynthesizeResponse { Audio = new V1.Audio { Pcm = ByteString.CopyFrom(pcm), FirstSample = samples } });
                samples += (ulong)pcm.Length / 2;
            }

            await responseStream.WriteAsync(new SynthesizeResponse
            {
                Finished = new SynthesizeFinished { Reason = heard.Reason, Samples = samples },
            });
        }
    }

    internal sealed class FakeVoices(Record heard) : Voices.VoicesBase
    {
        public override async Task<Voice> CreateVoice(IAsyncStreamReader<CreateVoiceRequest> requestStream, ServerCallContext context)
        {
            heard.Enter(context);
            await requestStream.MoveNext();
            var start = requestStream.Current.Start;
            using var clip = new MemoryStream();
            while (await requestStream.MoveNext())
                requestStream.Current.Clip.WriteTo(clip);
            heard.Clones.Enqueue((start, clip.ToArray()));
            return new Voice { Name = start.Name, HasTranscript = start.Transcript is not "", ClipSeconds = 4.2 };
        }

        public override Task<ListVoicesResponse> ListVoices(ListVoicesRequest request, ServerCallContext context)
        {
            heard.Enter(context);
            return Task.FromResult(new ListVoicesResponse
            {
                Voices =
                {
                    new Voice
                    {
                        Name = "ann", BuiltIn = true, Models = { "fake" }, HasTranscript = true, ClipSeconds = 5,
                        Description = "a woman", WordErrorRateStreaming = 0.278, WordErrorRateWhole = 0.101,
                    },
                    new Voice
                    {
                        Name = "bob", BuiltIn = true, Models = { "fake" },
                        Description = "a man", WordErrorRateStreaming = 0.172, WordErrorRateWhole = 0.2,
                    },
                    new Voice { Name = "mine", Models = { "fake" } },
                },
            });
        }
    }

    internal sealed class FakeModels(Record heard) : Models.ModelsBase
    {
        public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context)
        {
            heard.Enter(context);
            return Task.FromResult(new ListModelsResponse
            {
                Models =
                {
                    new Model { Name = "fake", Type = "base", Modes = { Mode.CloneXVector, Mode.CloneInContext }, Languages = { "English" } },
                    new Model { Name = "nine", Type = "custom_voice", Modes = { Mode.CustomVoice }, Speakers = { "Ryan" }, TakesInstruction = true },
                },
            });
        }
    }
}
