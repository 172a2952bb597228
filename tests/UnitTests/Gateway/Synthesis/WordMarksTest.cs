using Grpc.Core;
using Qwen3Tts.Internal.V1;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Synthesis;

/// <summary>Words and when they are heard. A frame is four samples, and speaks one token.</summary>
public sealed class WordMarksTest
{
    [Fact]
    public async Task Words_OfPlainText_ComeAsTheyAreSpoken()
    {
        await using var fleet = await FakeFleet.StartUsual();
        fleet.TokenGenerator.TellsPositions = true;
        fleet.TextFrontend.Answers = [Prompt(), Words("abc", Word("ab", 0, sentence: true)), Words("de", Word("cd", 2), Word("e", 4, sentence: true)), Words("", end: true)];
        using var call = fleet.Open();

        var spoken = await call.Say(Start(SpeechMarkKind.Word, SpeechMarkKind.Sentence), "ab cd e");

        Assert.Equal(
            [
                (SpeechMarkKind.Sentence, "", 0ul, 0u), (SpeechMarkKind.Word, "ab", 0, 0), (SpeechMarkKind.Word, "cd", 6, 20),
                (SpeechMarkKind.Sentence, "", 14, 40), (SpeechMarkKind.Word, "e", 14, 40),
            ],
            spoken.Marks.Select(mark => (mark.Kind, mark.Name, mark.Sample, mark.TextStart)));
        Assert.All(spoken.Marks, mark => Assert.False(mark.Estimated));
        Assert.All(spoken.Marks, mark => Assert.Equal(5u, mark.TextLength));
    }

    [Fact]
    public async Task Words_WhoseTimesTheModelDoesNotTell_AreEstimatedInTheEnd()
    {
        await using var fleet = await FakeFleet.StartUsual();
        fleet.TextFrontend.Answers = [Prompt(), Words("abcd", Word("ab", 0), Word("cd", 2)), Words("", end: true)];
        using var call = fleet.Open();

        var spoken = await call.Say(Start(SpeechMarkKind.Word), "ab cd");

        Assert.Equal([("ab", 0ul, false), ("cd", 8, true)], spoken.Marks.Select(mark => (mark.Name, mark.Sample, mark.Estimated)));
    }

    [Fact]
    public async Task Words_AfterAPause_CountFromTheirStretch()
    {
        await using var fleet = await FakeFleet.StartUsual();
        fleet.TokenGenerator.TellsPositions = true;
        fleet.TextFrontend.Answers =
        [
            Prompt(), Words("ab", Word("ab", 0)), new TokenizeResponse { Stretch = new StretchStart { PauseMs = 100 } }, Words("cdef", Word("cd", 2), Word("ef", 4)), Words("", end: true),
        ];
        using var call = fleet.Open();
        var start = Start(SpeechMarkKind.Word);
        start.InputType = InputType.Ssml;

        var spoken = await call.Say(start, "<speak/>");

        // The pause, less what the cut edges keep of silence.
        const ulong After = 8 + 2400 - 240;
        Assert.Equal([("ab", 0ul), ("cd", After), ("ef", After + 6)], spoken.Marks.Select(mark => (mark.Name, mark.Sample)));
        Assert.All(spoken.Marks, mark => Assert.Equal((0u, 0u), (mark.TextStart, mark.TextLength)));
    }

    [Fact]
    public async Task Words_ThatAreNotAskedFor_AreNotSent()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();

        using var asking = fleet.Open();

        var spoken = await call.Say(Start(), "ab cd");
        await asking.Say(Start(SpeechMarkKind.Sentence), "ab cd");

        Assert.Empty(spoken.Marks);
        Assert.Equal([false, true], fleet.TextFrontend.Starts.Select(start => start.PlacesWords));
    }

    [Fact]
    public async Task Kind_ThatIsNone_IsRefused()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = fleet.Open();

        await call.SendUntilRefused(new SynthesizeRequest { Start = Start((SpeechMarkKind)9) });
        var status = await call.Fail();

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.StartsWith("marks has no value 9. Values: 0 (Unspecified), 1 (Word), 2 (Sentence).", status.Detail, StringComparison.Ordinal);
    }

    private static SynthesizeStart Start(params SpeechMarkKind[] kinds) => new() { Voice = "joe", Marks = { kinds } };

    private static TokenizeResponse Prompt() => new() { Prompt = new PromptTokens { Role = { 1 } } };

    private static TokenizeResponse Words(string tokens, params WordPlace[] words) => Words(tokens, end: false, words);

    private static TokenizeResponse Words(string tokens, bool end, params WordPlace[] words) =>
        new() { Tokens = new TextTokens { Ids = { tokens.Select(c => (uint)c) }, Words = { words }, End = end } };

    private static WordPlace Word(string spoken, uint token, bool sentence = false) =>
        new() { Spoken = spoken, Token = token, Start = 10 * token, Length = 5, BeginsSentence = sentence };
}
