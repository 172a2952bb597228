using Qwen3Tts.Internal.V1;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Fleet;

/// <summary>Models that workers can claim to serve. Each frame has 2 codes and 4 samples.</summary>
internal static class FakeModels
{
    public const int Groups = 2;
    public const int SamplesPerFrame = 4;

    public static Model Base(string name = "nano", params string[] languages) => Of(name, "base", languages);

    public static Model CustomVoice(string name = "actors", params string[] languages)
    {
        var model = Of(name, "custom_voice", languages.Length > 0 ? languages : ["English", "German"]);
        model.Speakers.AddRange(["Vivian", "Ryan"]);
        model.TakesInstruction = true;
        return model;
    }

    public static Model VoiceDesign(string name = "designer", params string[] languages)
    {
        var model = Of(name, "voice_design", languages);
        model.TakesInstruction = true;
        return model;
    }

    public static BuiltInVoice Voice(string name, string transcript = "") => new()
    {
        Name = name, Transcript = transcript, Description = $"{name}, a voice", ClipSeconds = 3.5, WordErrorRateStreaming = 0.25,
    };

    private static Model Of(string name, string type, string[] languages) => new()
    {
        Name = name,
        Type = type,
        WeightsDigest = $"digest of {name}",
        Languages = { languages.Length > 0 ? languages : ["English"] },
        Codec = new CodecFormat
        {
            Name = "fake", Groups = Groups, CodebookSize = 1024, FramesPerSecond = 6000, SamplesPerFrame = SamplesPerFrame, SampleRateHz = 24000,
        },
    };
}
