using System.Numerics.Tensors;
using System.Text;
using Google.Protobuf;
using Grpc.Net.Client;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.FunctionalTests.FrontDoor;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Tests;
using Qwen3Tts.V1;

namespace Qwen3Tts.FunctionalTests.Recognition;

/// <summary>What is spoken in a cloned voice sounds like its reference, and not like another's.</summary>
public sealed class CloneMatrixTest(FleetFixture fleets)
{
    private const string Sentence = "Snow covered the bridge this morning, and nobody had come to clear it.";

    private static readonly string[] References = ["joe", "clara"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sentence_InTwoClonedVoices_IsNearerToItsOwnReferenceEach()
    {
        using var channel = GrpcChannel.ForAddress((await fleets.UnmarkedAsync()).Address);
        using var checkpoint = Checkpoint.Open(EmbeddedCheckpoint.Folder);
        using var xVectors = new XVectors(checkpoint);
        var references = new List<float[]>();
        var spoken = new List<float[]>();
        foreach (var name in References)
        {
            var clip = await File.ReadAllBytesAsync(Path.Combine(EmbeddedCheckpoint.Folder, "voices", $"{name}.wav"), Ct);
            references.Add(xVectors.Of(WaveReader.Read(clip, new WaveLimits(60)).Samples));
            spoken.Add(xVectors.Of(await SpeakAsync(channel, $"matrix-{name}", clip)));
        }

        var matrix = spoken.Select(speech => references.Select(reference => TensorPrimitives.CosineSimilarity<float>(speech, reference)).ToArray()).ToArray();

        TestContext.Current.TestOutputHelper?.WriteLine(Table(matrix));
        Assert.All(Enumerable.Range(0, References.Length), at => Assert.Equal(matrix[at].Max(), matrix[at][at]));
        Assert.All(Enumerable.Range(0, References.Length), at => Assert.Equal(matrix.Max(row => row[at]), matrix[at][at]));
    }

    private static async Task<float[]> SpeakAsync(GrpcChannel channel, string name, byte[] clip)
    {
        var voices = new V1.Voices.VoicesClient(channel);
        using (var creating = voices.CreateVoice(cancellationToken: Ct))
        {
            await creating.RequestStream.WriteAsync(new CreateVoiceRequest { Start = new CreateVoiceStart { Name = name } }, Ct);
            await creating.RequestStream.WriteAsync(new CreateVoiceRequest { Clip = ByteString.CopyFrom(clip) }, Ct);
            await creating.RequestStream.CompleteAsync();
            await creating;
        }

        using var call = new SpeechCall(new V1.Speech.SpeechClient(channel));
        await call.StartAsync(new SynthesizeStart { Voice = name, Language = "English", Seed = 1, AudioEncoding = AudioEncoding.PcmF32Le, Delivery = V1.Delivery.File });
        await call.TextAsync(Sentence);
        await call.EndAsync();
        var samples = await call.AllAudioAsync();
        await voices.DeleteVoiceAsync(new DeleteVoiceRequest { Name = name }, cancellationToken: Ct);
        return samples;
    }

    private static string Table(float[][] matrix)
    {
        var text = new StringBuilder("| spoken in | ").AppendJoin(" | ", References.Select(name => $"to {name}'s reference")).AppendLine(" |");
        for (var at = 0; at < References.Length; at++)
            text.Append("| ").Append(References[at]).Append(" | ").AppendJoin(" | ", matrix[at].Select(value => FormattableString.Invariant($"{value:0.000}"))).AppendLine(" |");
        return text.ToString();
    }
}
