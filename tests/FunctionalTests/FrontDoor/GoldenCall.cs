using System.Text.Json;
using Google.Protobuf;
using Qwen3Tts.Tests.Golden;
using Qwen3Tts.V1;

namespace Qwen3Tts.FunctionalTests.FrontDoor;

/// <summary>A golden utterance as a client of the public API asks for it: greedy, by names and text.</summary>
internal static class GoldenCall
{
    public static string Text(GoldenCase @case) => Arguments(@case).GetProperty("text").GetString()!;

    /// <summary>The start of the call. A cloned voice is registered first, from the clip and transcript of the case.</summary>
    public static async Task<SynthesizeStart> StartAsync(GoldenCase @case, Voices.VoicesClient voices)
    {
        var json = @case.Json();
        var arguments = json.GetProperty("arguments");
        var start = new SynthesizeStart
        {
            Model = @case.Checkpoint,
            Language = Optional(arguments, "language") ?? "auto",
            Instruction = Optional(arguments, "instruct") ?? "",
            TextDelivery = arguments.GetProperty("non_streaming_mode").GetBoolean() ? TextDelivery.Whole : TextDelivery.Streaming,
            AudioEncoding = AudioEncoding.PcmF32Le,
            // The official package writes nothing out.
            TextNormalization = TextNormalization.Off,
            Seed = 1,
            Sampling = new Sampling
            {
                Temperature = 0,
                PredictorTemperature = 0,
                RepetitionPenalty = json.GetProperty("repetition_penalty").GetSingle(),
                MaxFrames = json.GetProperty("max_frames").GetInt32(),
            },
        };
        switch (json.GetProperty("call").GetString())
        {
            case "generate_voice_clone":
                start.Mode = arguments.GetProperty("x_vector_only_mode").GetBoolean() ? Mode.CloneXVector : Mode.CloneInContext;
                start.Voice = await RegisterAsync(@case, arguments, voices);
                break;
            case "generate_custom_voice":
                start.Mode = Mode.CustomVoice;
                start.Voice = arguments.GetProperty("speaker").GetString()!;
                break;
            default:
                start.Mode = Mode.VoiceDesign;
                break;
        }

        return start;
    }

    private static async Task<string> RegisterAsync(GoldenCase @case, JsonElement arguments, Voices.VoicesClient voices)
    {
        var name = $"{@case.Checkpoint}-{@case.Name}";
        var known = await voices.ListVoicesAsync(new ListVoicesRequest(), cancellationToken: TestContext.Current.CancellationToken);
        if (known.Voices.Any(voice => voice.Name == name))
            return name;
        using var call = voices.CreateVoice(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(
            new CreateVoiceRequest { Start = new CreateVoiceStart { Name = name, Transcript = Optional(arguments, "ref_text") ?? "" } },
            TestContext.Current.CancellationToken);
        var clip = await File.ReadAllBytesAsync(
            @case.AudioPath(arguments.GetProperty("ref_audio").GetString()!), TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(
            new CreateVoiceRequest { Clip = ByteString.CopyFrom(clip) }, TestContext.Current.CancellationToken);
        await call.RequestStream.CompleteAsync();
        return (await call).Name;
    }

    private static JsonElement Arguments(GoldenCase @case) => @case.Json().GetProperty("arguments");

    private static string? Optional(JsonElement arguments, string name) =>
        arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
