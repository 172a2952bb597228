using Qwen3Tts.Audio.Streaming;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.UnitTests.Gateway.Shaping;

/// <summary>Words that are tones of 0.3 s, silence of an amplitude of −60 dB around them, in frames of 80 ms.</summary>
public sealed class SpeechShapingTest
{
    private const int SampleRate = 24_000;
    private static readonly CodecFormat Codec = new("fake", 1, 10, SampleRate, 1920);

    [Theory]
    [InlineData(50)]
    [InlineData(500)]
    [InlineData(2000)]
    public void Pause_IsThatLongWhateverSilenceTheSpeechHas(int milliseconds)
    {
        var plan = new StretchPlan(Codec, ProsodySettings.Neutral);
        plan.Begin(10, TimeSpan.FromMilliseconds(milliseconds), ProsodySettings.Neutral);

        var heard = Shape(plan, Speech(2), piece: 1920);

        Assert.Equal(milliseconds, LongestSilence(heard), 5.0);
        Assert.True(heard.Zip(heard.Skip(1), (a, b) => Math.Abs(a - b)).Max() <= 0.04, "There is a click.");
    }

    [Fact]
    public void Stretches_AnyPieces_AreTheWhole()
    {
        var plan = new StretchPlan(Codec, new ProsodySettings(1.1, 0, 1));
        plan.Begin(10, TimeSpan.FromMilliseconds(300), new ProsodySettings(0.8, 2, 9));
        plan.Begin(20, TimeSpan.Zero, ProsodySettings.Neutral);
        plan.Begin(30, TimeSpan.FromMilliseconds(100), ProsodySettings.Neutral);
        var whole = Shape(plan, Speech(3), 100_000);

        foreach (var piece in new[] { 7, 1920, 5000 })
            Assert.Equal(whole, Shape(plan, Speech(3), piece));
    }

    [Fact]
    public void Samples_WithNothingAskedFor_PassUntouched()
    {
        var speech = Speech(2);

        Assert.Equal(speech, Shape(new StretchPlan(Codec, ProsodySettings.Neutral), speech, 1920));
    }

    [Fact]
    public void Samples_AsideFromTheJoint_PassUntouched()
    {
        var plan = new StretchPlan(Codec, ProsodySettings.Neutral);
        plan.Begin(10, TimeSpan.FromMilliseconds(400), ProsodySettings.Neutral);
        var speech = Speech(2);

        var heard = Shape(plan, speech, 1920);

        // Words end and begin 0.25 s from the joint.
        Assert.Equal(speech[..13_000], heard[..13_000]);
        Assert.Equal(speech[^13_000..], heard[^13_000..]);
    }

    [Fact]
    public void Marks_AtStartAndEnd_AreExactAndOthersEstimated()
    {
        var plan = new StretchPlan(Codec, ProsodySettings.Neutral);
        plan.AddMark("first");
        plan.AddTokens(4);
        plan.AddMark("middle");
        plan.AddTokens(4);
        plan.AddMark("end");
        plan.Begin(10, TimeSpan.FromMilliseconds(400), ProsodySettings.Neutral);
        plan.AddMark("next");
        plan.AddTokens(1);
        var shaping = new SpeechShaping(Codec, plan);
        var output = new SampleQueue();

        shaping.Process(Speech(2), output);
        shaping.Finish(output);

        var marks = shaping.TakeMarks();
        Assert.Equal(["first", "middle", "end", "next"], marks.Select(mark => mark.Place.Name));
        Assert.Equal([false, true, false, false], marks.Select(mark => mark.IsEstimated));
        Assert.Equal(0, marks[0].Sample);
        Assert.Equal(marks[2].Sample / 2.0, marks[1].Sample, 1.0);
        Assert.Equal(marks[2].Sample + 0.39 * SampleRate, marks[3].Sample, 1.0);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(0.5, 0)]
    [InlineData(1, 300)]
    public void Words_AreHeardHalfAFrameBeforeTheFirstThatSpeaksThem(double rate, int pause)
    {
        var plan = new StretchPlan(Codec, new ProsodySettings(rate, 0, 0));
        plan.AddTokens(3);
        plan.Begin(10, TimeSpan.FromMilliseconds(pause), ProsodySettings.Neutral);
        plan.AddTokens(4);
        plan.AddWord(new MarkedPlace("one", MarkKinds.Words, 0, 3), token: 4);
        plan.AddWord(new MarkedPlace("two", MarkKinds.Words, 4, 3), token: 6);
        // The second stretch's tokens 0 0 1 1 0 2 3 3 3 3: what is looked at again was begun before, what is passed over begins with the next.
        plan.Speak(0, Enumerable.Repeat(0, 10));
        plan.Speak(10, [0, 0, 1, 1, 0, 3, 3, 3, 3, 3]);
        var shaping = new SpeechShaping(Codec, plan);
        var output = new SampleQueue();
        shaping.Process(Speech(1), output);
        var before = shaping.TakeMarks();
        shaping.Process(Speech(1).AsSpan(0, 10_000), output);
        var marks = shaping.TakeMarks();
        shaping.Process(Speech(1).AsSpan(10_000), output);
        shaping.Finish(output);

        Assert.Empty(before);
        Assert.Equal(["one", "two"], marks.Select(mark => mark.Place.Name));
        Assert.All(marks, mark => Assert.False(mark.IsEstimated));
        Assert.Empty(shaping.TakeMarks());
        // The second tone begins 6,000 samples after its stretch's first, of whose silence 5 ms are left.
        var tone = Array.FindIndex(output.ReadAll().ToArray(), (int)(13_500 / rate), sample => Math.Abs(sample) > 0.05f);
        Assert.Equal(tone - 120 / rate, marks[0].Sample, 360.0);
        Assert.Equal(tone + (4.5 * 1920 - 6_000) / rate, marks[1].Sample, 360.0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(400)]
    public void Words_ThatAreSaidOtherwise_AreShapedWhereTheyAreSpoken(int pause)
    {
        var plan = Turning(pause, out var turned);
        var plain = Turning(pause, out _, ProsodySettings.Neutral);
        var speech = Speech(6);

        var heard = Shape(plan, speech, 1920);

        // Of the stretch from 1.6 s on the second of four words, whose frames are 10 to 19: 3 dB louder and slower.
        var untouched = Shape(plain, speech, 1920);
        var first = (int)(pause / 1000.0 * SampleRate) + 2 * 19_200;
        Assert.Equal(untouched[..(first - 2000)], heard[..(first - 2000)]);
        Assert.Equal(untouched[^30_000..], heard[^30_000..]);
        Assert.Equal(untouched.Length + 19_200 * (1 / turned.Rate - 1), heard.Length, 400.0);
        Assert.Equal(0.3 * Math.Pow(10, turned.Decibels / 20), heard.Max(), 0.01);
        Assert.Equal(1, heard.Zip(heard.Skip(1), (a, b) => Math.Abs(a - b)).Max() / (0.3 * 1.42 * 2 * Math.PI * 250 * 1.06 / SampleRate), 0.1);
        foreach (var piece in new[] { 7, 500, 100_000 })
            Assert.Equal(heard, Shape(Turning(pause, out _), speech, piece));
        Assert.Empty(plan.Warnings);
    }

    [Fact]
    public void Words_ThatAreSaidOtherwise_AreTheSameHoweverFarAheadTheFramesAre()
    {
        var whole = Shape(Turning(pause: 0, out _), Speech(6), 1920);
        var plan = new StretchPlan(Codec, ProsodySettings.Neutral, turns: true);
        var shaping = new SpeechShaping(Codec, plan);
        var output = new SampleQueue();
        var (speech, next) = (Speech(6), 0);
        // Frame by frame, each with its samples at once; the words come as the text is written.
        for (var frame = 0; frame < 60; frame++)
        {
            if (frame is 18)
                plan.Begin(20, TimeSpan.Zero, ProsodySettings.Neutral);
            if (frame is 0 or 18 or 25 or 33)
                plan.AddTokens(1);
            if (frame is 22)
                plan.AddTurn(Turned);
            if (frame is 27)
                plan.AddTurn(ProsodySettings.Neutral);
            plan.Speak(frame, [SpokenBy(frame)]);
            shaping.Process(speech.AsSpan(next, 1920), output);
            next += 1920;
            if (frame is 33)
                plan.EndText();
        }

        shaping.Finish(output);

        Assert.Equal(whole, output.ReadAll());
    }

    [Fact]
    public void Words_WhosePlaceIsNotTold_AreSaidPlainlyWithAWarning()
    {
        var plan = new StretchPlan(Codec, ProsodySettings.Neutral, turns: true);
        plan.AddTokens(1);
        plan.AddTurn(Turned);
        plan.AddTokens(1);

        var heard = Shape(plan, Speech(2), 1920);

        Assert.Equal(Speech(2), heard);
        Assert.Contains("not told", Assert.Single(plan.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Heard_CountsPausesAndRates()
    {
        var plan = new StretchPlan(Codec, new ProsodySettings(2, 0, 0));
        plan.Begin(10, TimeSpan.FromSeconds(1), ProsodySettings.Neutral);

        Assert.Equal(9599, plan.Heard(19_199));
        Assert.Equal(9600 + 24_000 + 960, plan.Heard(19_200 + 1920));
    }

    private static ProsodySettings Turned { get; } = new(0.8, 1, 3);

    // Two words, then a stretch of four of which the second is said otherwise.
    private static StretchPlan Turning(int pause, out ProsodySettings turned, ProsodySettings? prosody = null)
    {
        turned = prosody ?? Turned;
        var plan = new StretchPlan(Codec, ProsodySettings.Neutral, turns: true);
        plan.AddTokens(1);
        plan.Begin(20, TimeSpan.FromMilliseconds(pause), ProsodySettings.Neutral);
        plan.AddTokens(1);
        plan.AddTurn(turned);
        plan.AddTokens(1);
        plan.AddTurn(ProsodySettings.Neutral);
        plan.AddTokens(1);
        plan.EndText();
        plan.Speak(0, Enumerable.Range(0, 60).Select(SpokenBy));
        return plan;
    }

    private static int SpokenBy(int frame) => frame switch
    {
        < 20 => 0,
        < 30 => 0,
        < 40 => 1,
        _ => 2,
    };

    // A word a second and a fifth, ten frames of 80 ms: its tone in the middle.
    private static float[] Speech(int words) =>
        [.. Enumerable.Range(0, words * 19_200).Select(i => (float)((i % 19_200) is >= 6_000 and < 13_200
            ? 0.3 * Math.Sin(2 * Math.PI * 250 * (i % 19_200 - 6_000) / SampleRate)
            : 0.001 * Math.Sin(i)))];

    private static float[] Shape(StretchPlan plan, float[] samples, int piece)
    {
        var shaping = new SpeechShaping(Codec, plan);
        var output = new SampleQueue();
        for (var i = 0; i < samples.Length; i += piece)
            shaping.Process(samples.AsSpan(i, Math.Min(piece, samples.Length - i)), output);
        shaping.Finish(output);
        return output.ReadAll().ToArray();
    }

    // In milliseconds, between the first and the last tone.
    private static double LongestSilence(float[] samples)
    {
        var (longest, since) = (0, Array.FindIndex(samples, sample => Math.Abs(sample) > 0.01f));
        for (var i = since; i < samples.Length; i++)
        {
            if (Math.Abs(samples[i]) <= 0.01f)
                continue;
            longest = Math.Max(longest, i - since);
            since = i;
        }

        return longest * 1000.0 / SampleRate;
    }
}
