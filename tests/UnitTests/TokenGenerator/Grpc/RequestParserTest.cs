using Google.Protobuf;
using Microsoft.Extensions.Options;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.TokenGenerator.Engine;
using Qwen3Tts.TokenGenerator.Grpc;
using Public = Qwen3Tts.V1;
using Wire = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.UnitTests.TokenGenerator.Grpc;

public sealed class RequestParserTest
{
    private readonly RequestParser _parser = new(Options.Create(
        new EngineOptions { MaxFrames = 100, MaxTokens = 5, MaxReferenceFrames = 2 }));

    [Fact]
    public void AbsentSampling_TakesTheModelsDefaults()
    {
        var request = Parse(Start());

        Assert.Equal(new SamplingParameters(0.9f, 50, 1, 1.05f), request.Talker);
        Assert.Equal(new SamplingParameters(0.8f, 40, 0.9f, 1), request.Predictor);
        Assert.Equal(100, request.MaxFrames);
    }

    [Theory]
    [InlineData("""{ "temperature": 0 }""")]
    [InlineData("""{ "temperature": 10, "topK": 0, "topP": 1, "repetitionPenalty": 10, "maxFrames": 100 }""")]
    [InlineData("""{ "topK": 120, "topP": 0.001, "repetitionPenalty": 0.001, "maxFrames": 1 }""")]
    [InlineData("""{ "predictorTemperature": 0, "predictorTopK": 100, "predictorTopP": 1 }""")]
    public void Sampling_WithinItsBounds_IsTaken(string sampling) => Parse(Start(sampling));

    [Theory]
    [InlineData("""{ "temperature": -0.1 }""", "sampling.temperature is -0.1; it must be from 0, which is greedy, to 10.")]
    [InlineData("""{ "temperature": 10.5 }""", "sampling.temperature is 10.5; it must be from 0, which is greedy, to 10.")]
    [InlineData("""{ "temperature": "NaN" }""", "sampling.temperature is NaN; it must be from 0, which is greedy, to 10.")]
    [InlineData("""{ "topK": -1 }""", "sampling.top_k is -1; it must be from 0, which keeps every code, to 120.")]
    [InlineData("""{ "topK": 121 }""", "sampling.top_k is 121; it must be from 0, which keeps every code, to 120.")]
    [InlineData("""{ "topP": 0 }""", "sampling.top_p is 0; it must be above 0 and at most 1, which keeps every code.")]
    [InlineData("""{ "topP": 1.5 }""", "sampling.top_p is 1.5; it must be above 0 and at most 1, which keeps every code.")]
    [InlineData("""{ "repetitionPenalty": 0 }""", "sampling.repetition_penalty is 0; it must be above 0 and at most 10; 1 is none.")]
    [InlineData("""{ "repetitionPenalty": "Infinity" }""", "sampling.repetition_penalty is Infinity; it must be above 0 and at most 10; 1 is none.")]
    [InlineData("""{ "predictorTemperature": 11 }""", "sampling.predictor_temperature is 11; it must be from 0, which is greedy, to 10.")]
    [InlineData("""{ "predictorTopK": 101 }""", "sampling.predictor_top_k is 101; it must be from 0, which keeps every code, to 100.")]
    [InlineData("""{ "predictorTopP": "NaN" }""", "sampling.predictor_top_p is NaN; it must be above 0 and at most 1, which keeps every code.")]
    [InlineData("""{ "maxFrames": 0 }""", "sampling.max_frames is 0; it must be from 1 to 100.")]
    [InlineData("""{ "maxFrames": 101 }""", "sampling.max_frames is 101; it must be from 1 to 100.")]
    public void Sampling_OutOfItsBounds_IsInvalid(string sampling, string expected) =>
        Assert.Equal((SpeechErrorKind.Invalid, expected), Refused(Start(sampling)));

    [Fact]
    public void XVector_OfAnotherWidth_IsInvalid()
    {
        var start = Start();
        start.XVector.Add(1);

        Assert.Equal((SpeechErrorKind.Invalid, "x_vector has 5 values; model 'echo' takes 4."), Refused(start));
    }

    [Fact]
    public void XVector_ThatIsNotFinite_IsInvalid()
    {
        var start = Start();
        start.XVector[1] = float.NaN;

        Assert.Equal((SpeechErrorKind.Invalid, "x_vector has a value that is not a finite number."), Refused(start));
    }

    [Theory]
    [InlineData(new uint[0], "reference has 0 frames; in-context cloning takes 1 to 2.")]
    [InlineData(new uint[] { 1, 2, 3, 4, 5, 6 }, "reference has 3 frames; in-context cloning takes 1 to 2.")]
    [InlineData(new uint[] { 1, 2, 3 }, "3 codes came; a frame of codec has 2.")]
    [InlineData(new uint[] { 1, 100 }, "Code 100, in group 1 of frame 0, is not below 100, the size of the codebooks of codec.")]
    public void Reference_ThatIsNotOfTheCodec_IsInvalid(uint[] codes, string expected)
    {
        var start = Start();
        start.Mode = Public.Mode.CloneInContext;
        start.Reference = new Wire.CodeFrames { Codes = { codes } };

        Assert.Equal((SpeechErrorKind.Invalid, expected), Refused(start));
    }

    [Fact]
    public void Mode_ThatTheModelLacks_IsUnsupported()
    {
        var start = Start();
        start.Mode = Public.Mode.CustomVoice;

        Assert.Equal(
            (SpeechErrorKind.Unsupported, "Model 'echo' has no mode CustomVoice; it has: CloneXVector, CloneInContext."), Refused(start));
    }

    [Fact]
    public void CustomVoice_TakesItsSpeakerAndNoVoice()
    {
        var start = Start();
        start.Mode = Public.Mode.CustomVoice;
        start.Speaker = "ada";

        var request = _parser.Parse(start, new EchoGenerator().Serve(kind: ModelKind.CustomVoice));

        Assert.Equal("ada", request.Speaker);
        Assert.Null(request.Voice);
    }

    [Fact]
    public void Start_WithoutWhatMustBeThere_IsInvalid()
    {
        Assert.StartsWith("mode is Unspecified; ", Refused(Start(change: start => start.Mode = Public.Mode.Unspecified)).Message, StringComparison.Ordinal);
        Assert.Equal(
            "text_delivery is Unspecified; it must be streaming or whole.",
            Refused(Start(change: start => start.TextDelivery = Public.TextDelivery.Unspecified)).Message);
        Assert.Equal("prompt.role has 0 tokens; it must have 3.", Refused(Start(change: start => start.Prompt = null)).Message);
        Assert.Equal("prompt.role has 2 tokens; it must have 3.", Refused(Start(change: start => start.Prompt.Role.RemoveAt(0))).Message);
    }

    [Fact]
    public void Tokens_ThatCannotBe_AreInvalid()
    {
        Assert.Equal(
            "prompt.instruction has 6 tokens; at most 5 may be.",
            Refused(Start(change: start => start.Prompt.Instruction.AddRange([1, 2, 3, 4, 5, 6]))).Message);
        Assert.Equal(
            "prompt.reference has 4294967295, which is no text id.",
            Refused(Start(change: start => start.Prompt.Reference.Add(uint.MaxValue))).Message);
    }

    internal static Wire.GenerateStart Start(string sampling = "{}", Action<Wire.GenerateStart>? change = null)
    {
        var start = new Wire.GenerateStart
        {
            Model = "echo",
            UtteranceId = "u",
            Mode = Public.Mode.CloneXVector,
            Language = "english",
            XVector = { 0.1f, 0.2f, 0.3f, 0.4f },
            Prompt = new Wire.PromptTokens { Role = { 11, 12, 13 } },
            TextDelivery = Public.TextDelivery.Streaming,
            Sampling = JsonParser.Default.Parse<Public.Sampling>(sampling),
            Seed = 7,
        };
        change?.Invoke(start);
        return start;
    }

    private GenerationRequest Parse(Wire.GenerateStart start) => _parser.Parse(start, new EchoGenerator().Serve());

    private (SpeechErrorKind Kind, string Message) Refused(Wire.GenerateStart start)
    {
        var error = Assert.Throws<SpeechException>(() => Parse(start));
        return (error.Kind, error.Message);
    }
}
