using Google.Protobuf.Collections;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Prosody;
using Qwen3Tts.TextFrontend.Words;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.TextFrontend.Grpc;

/// <summary>The answers of a call on the wire.</summary>
internal static class TokenizeMessages
{
    public static Rpc.TokenizeResponse Prompt(PromptTokens prompt)
    {
        var message = new Rpc.PromptTokens();
        Add(message.Role, prompt.Role);
        Add(message.Instruction, prompt.Instruction);
        Add(message.Reference, prompt.Reference);
        return new Rpc.TokenizeResponse { Prompt = message };
    }

    public static Rpc.TokenizeResponse Words(int[] ids, IReadOnlyList<PlacedWord> words, bool end)
    {
        var message = new Rpc.TextTokens { End = end };
        Add(message.Ids, ids);
        message.Words.AddRange(words.Select(placed => new Rpc.WordPlace
        {
            Token = (uint)placed.Token,
            Spoken = placed.Word.Spoken,
            Start = (uint)placed.Word.Start,
            Length = (uint)placed.Word.Length,
            BeginsSentence = placed.Word.BeginsSentence,
        }));
        return new Rpc.TokenizeResponse { Tokens = message };
    }

    public static Rpc.TokenizeResponse Stretch(TimeSpan pause, ProsodySettings prosody, string voice, bool cut = false) => new()
    {
        Stretch = new Rpc.StretchStart
        {
            PauseMs = (uint)Math.Round(pause.TotalMilliseconds),
            Prosody = Prosody(prosody),
            Cut = cut,
            Voice = voice,
        },
    };

    public static Rpc.TokenizeResponse Turn(ProsodySettings prosody) => new() { Turn = new Rpc.ProsodyTurn { Prosody = Prosody(prosody) } };

    public static Rpc.TokenizeResponse Mark(string name) => new() { Mark = new Rpc.MarkPlace { Name = name } };

    public static Rpc.TokenizeResponse Warning(string message) => new() { Warning = message };

    private static V1.Prosody Prosody(ProsodySettings prosody) =>
        new() { Rate = prosody.Rate, PitchSemitones = prosody.Semitones, VolumeDb = prosody.Decibels };

    private static void Add(RepeatedField<uint> field, int[] ids)
    {
        field.Capacity = ids.Length;
        foreach (int id in ids)
            field.Add((uint)id);
    }
}
