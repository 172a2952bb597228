using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Benchmarks.Guard;
using Qwen3Tts.Benchmarks.Spread;
using Qwen3Tts.Cli.Alignment;
using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Modeling.Alignment;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Modeling.Verification;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Tests;
using Qwen3Tts.TextFrontend.Limits;
using Qwen3Tts.TextFrontend.Prompts;
using Qwen3Tts.TextFrontend.Tokenization;
using Qwen3Tts.TextFrontend.Words;

namespace Qwen3Tts.Benchmarks.WordTimes;

/// <summary>The scores that 'align' gives to a checkpoint's heads, beside how far off the word times are that each would tell.</summary>
internal static class AlignmentBenchmark
{
    public const string Header =
        "| layer | head | score | monotone | covering | sharp | timed | late by, ms, median | off by, ms, median | 90 % |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

    public static async Task RunAsync(string folder, int utterances, TextWriter output, CancellationToken cancellation)
    {
        using var checkpoint = Checkpoint.Open(folder);
        var talker = checkpoint.Configuration.Talker;
        var settings = new SessionSettings();
        settings = settings with { Precision = PrecisionChoice.Of(checkpoint, settings).Plan, Sequences = 1 };
        using var generator = FrameGenerator.Load(checkpoint, settings);
        using var decoder = CodecDecoder.Load(checkpoint, settings);
        var evidence = new AlignmentEvidence(talker.Layers, talker.Heads);
        var errors = Enumerable.Range(0, talker.Layers * talker.Heads).Select(_ => new List<double>()).ToArray();
        foreach (var (text, sentence) in Sentences(checkpoint, settings, utterances))
        {
            var (tally, starts, codes) = Speak(generator, sentence, talker);
            evidence.Add(sentence, tally);
            using var state = decoder.Start();
            var speech = new Waveform(decoder.Decode(state, codes), decoder.Format.SampleRate);
            using var recogniser = new Recogniser([text]);
            var heard = await recogniser.TimeAsync(speech, cancellation);
            var words = Words(checkpoint, text);
            if (!heard.Select(word => word.Word).SequenceEqual(words.Select(word => word.Word.Spoken.ToLowerInvariant())))
                continue;
            for (var head = 0; head < errors.Length; head++)
                errors[head].AddRange(words.Zip(heard).Skip(1).Select(pair => 1000 * (starts[head][pair.First.Token] / decoder.Format.FramesPerSecond - pair.Second.Start)));
        }

        foreach (var score in evidence.Scores())
        {
            var late = errors[score.Head.Layer * talker.Heads + score.Head.Head];
                        output.WriteLine(FormattableString.Invariant(
                $"| {score.Head.Layer} | {score.Head.Head} | {score.Total:f2} | {score.Monotone:f2} | {score.Covering:f2} | {score.Sharp:f2} | {score.Timed:f2} | {Quantile.At(late, 0.5):f0} | {WordTimesBenchmark.Off(late, 0.5):f0} | {WordTimesBenchmark.Off(late, 0.9):f0} |"));
        }
    }

    /// <summary>The sentences of 'word-times', each streaming and whole, the checkpoint's voices by turns.</summary>
    private static IEnumerable<(string Text, AlignmentSentence Sentence)> Sentences(Checkpoint checkpoint, SessionSettings settings, int utterances)
    {
        var voices = checkpoint.Voices.Select(voice => SampleVoice.OfBuiltIn(checkpoint, voice, settings)).ToArray();
        for (var voice = 0; voice < voices.Length; voice++)
        {
            string[] texts = [.. Enumerable.Range(0, utterances).Where(i => i % voices.Length == voice).Select(SpeechTexts.SentenceAt)];
            foreach (var (text, sentences) in texts.Zip(AlignmentSentences.Of(checkpoint, voices[voice], "auto", texts).Chunk(2)))
            {
                foreach (var sentence in sentences)
                    yield return (text, sentence);
            }
        }
    }

    /// <returns>Of each head and token the frame, less a half, that first looks at it or one after it.</returns>
    private static (AttentionTally Tally, double[][] Starts, CodeFrames Codes) Speak(FrameGenerator generator, AlignmentSentence sentence, TalkerConfiguration talker)
    {
        using var utterance = generator.Start(sentence.Request);
        utterance.Append(sentence.Words);
        utterance.End();
        var tally = AttentionTally.Of(utterance, talker.Layers, talker.Heads);
        var reached = tally.Tracks.Select(_ => new List<double>()).ToArray();
        var (codes, frame) = (new List<int>(), new int[talker.CodeGroups]);
        for (var made = 0; utterance.Step(frame); made++)
        {
            codes.AddRange(frame);
            tally.Take();
            foreach (var (starts, track) in reached.Zip(tally.Tracks))
                starts.AddRange(Enumerable.Repeat(Math.Max(0, made - 0.5), Math.Max(0, track.Token + 1 - starts.Count)));
        }

        foreach (var starts in reached)
            starts.AddRange(Enumerable.Repeat<double>(utterance.Frames, sentence.Words.Length + 1 - starts.Count));
        return (tally, [.. reached.Select(starts => starts.ToArray())], new CodeFrames(frame.Length, [.. codes]));
    }

    private static IReadOnlyList<PlacedWord> Words(Checkpoint checkpoint, string text)
    {
        var tokenizer = new UtteranceTokenizer(QwenTokenizer.Load(checkpoint.Folder), new TextFrontendOptions(), places: true);
        tokenizer.Append(text);
        tokenizer.End();
        tokenizer.Take();
        return tokenizer.TakeWords();
    }
}
