using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Benchmarks.Guard;

/// <summary>Makes runaways out of good speech, each by a seed: codes are overridden from a frame on, where a lost model would not end.</summary>
internal sealed class ForcedRunaways(IReadOnlyList<RecordedSpeech> good, CodecFormat codec)
{
    private const int Frames = 2048;
    private const int LongestPeriod = 60;

    private readonly int[][] _pauses = Pauses(good);

    public ForcedRunaway Make(RunawayKind kind, int seed)
    {
        var draw = new Random((seed * 8) + (int)kind);
        var speech = good[(seed * 31 + (int)kind) % good.Count];
        var onset = draw.Next(1, speech.Frames.Count + 1);
        var codes = new List<int>();
        codes.AddRange(speech.Frames.Codes[..(onset * codec.Groups)]);
        var period = draw.Next(1, Math.Min(LongestPeriod, onset) + 1);
        while (codes.Count < Frames * codec.Groups)
            Append(kind, codes, speech.Frames, onset, period, draw);
        return new ForcedRunaway(speech, new CodeFrames(codec.Groups, [.. codes.Take(Frames * codec.Groups)]), onset);
    }

    private void Append(RunawayKind kind, List<int> codes, CodeFrames speech, int onset, int period, Random draw)
    {
        var made = codes.Count / codec.Groups;
        switch (kind)
        {
            case RunawayKind.Loop:
                codes.AddRange(speech[onset - period + ((made - onset) % period)]);
                break;
            case RunawayKind.ChangingLoop:
                foreach (var code in speech[onset - period + ((made - onset) % period)])
                    codes.Add(draw.Next(10) == 0 ? draw.Next(codec.CodebookSize) : code);
                break;
            case RunawayKind.HeldFrame:
                codes.Add(speech[onset - 1][0]);
                for (var group = 1; group < codec.Groups; group++)
                    codes.Add(draw.Next(codec.CodebookSize));
                break;
            case RunawayKind.Silence:
                codes.AddRange(_pauses[draw.Next(_pauses.Length)]);
                break;
            default:
                var other = good[draw.Next(good.Count)].Frames;
                for (var frame = draw.Next(other.Count); frame < other.Count; frame++)
                    codes.AddRange(other[frame]);
                break;
        }
    }

    /// <summary>Frames whose group-0 code is held the longest in good speech: those of its pauses.</summary>
    private static int[][] Pauses(IReadOnlyList<RecordedSpeech> good)
    {
        var held = new Dictionary<int, int>();
        foreach (var speech in good)
        {
            for (var i = 2; i < speech.Frames.Count; i++)
            {
                if (speech.Frames[i][0] == speech.Frames[i - 1][0] && speech.Frames[i][0] == speech.Frames[i - 2][0])
                    held[speech.Frames[i][0]] = held.GetValueOrDefault(speech.Frames[i][0]) + 1;
            }
        }

        var silent = held.OrderByDescending(entry => entry.Value).Take(3).Select(entry => entry.Key).ToHashSet();
        return
        [
            .. good.SelectMany(speech => Enumerable.Range(0, speech.Frames.Count).Select(i => speech.Frames[i].ToArray()))
                .Where(frame => silent.Contains(frame[0])).Take(5000),
        ];
    }
}
