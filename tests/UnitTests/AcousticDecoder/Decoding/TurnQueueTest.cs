using CsCheck;
using Qwen3Tts.AcousticDecoder.Decoding;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.UnitTests.AcousticDecoder.Decoding;

public sealed class TurnQueueTest
{
    private readonly CountingDecoder _decoder = new();

    [Fact]
    public void Take_WhereNothingHasBeenHeardOfSome_TakesAFrameOfEachOfThoseFirst()
    {
        var queue = new TurnQueue(framesPerTurn: 4);
        DecodeTurn old = Turn(), first = Turn(urgent: true), second = Turn(urgent: true);
        queue.Add(old);
        queue.Add(first);
        queue.Add(second);

        Assert.Equal([(first, 1), (second, 1)], queue.Take());
        Assert.Equal([(old, 4)], queue.Take());
        Assert.Empty(queue.Take());
    }

    [Fact]
    public void Take_OfMoreThanATurnHolds_LeavesTheLaterToTheNext()
    {
        var queue = new TurnQueue(framesPerTurn: 4);
        DecodeTurn[] turns = [.. Enumerable.Range(0, 7).Select(_ => Turn())];
        foreach (var turn in turns)
            queue.Add(turn);

        Assert.Equal(turns[..4].Select(turn => (turn, 1)), queue.Take());
        Assert.Equal(turns[4..].Select(turn => (turn, 1)), queue.Take());
    }

    [Fact]
    public void Take_OfTwoDecoders_TakesThatOfWhoeverWaitsLongest()
    {
        var queue = new TurnQueue(framesPerTurn: 6);
        DecodeTurn one = Turn(), other = Turn(decoder: new CountingDecoder()), third = Turn();
        queue.Add(one);
        queue.Add(other);
        queue.Add(third);

        Assert.Equal([(one, 3), (third, 3)], queue.Take());
        Assert.Equal([(other, 6)], queue.Take());
    }

    [Fact]
    public void Take_OfSilentFrames_TakesMoreOfThem_AndNoOthers()
    {
        var queue = new TurnQueue(framesPerTurn: 2);
        DecodeTurn silent = Turn(silent: 60), heard = Turn(), alike = Turn(silent: 5);
        queue.Add(silent);
        queue.Add(heard);
        queue.Add(alike);

        Assert.Equal([(silent, 16), (alike, 16)], queue.Take());
        Assert.Equal([(heard, 2)], queue.Take());
        Assert.Equal((5, true), (alike.Take(16).Frames.Count, alike.Take(16).Silent));
    }

    [Fact]
    public void Take_LetsGoWhatWasCancelled()
    {
        using var cancel = new CancellationTokenSource();
        var queue = new TurnQueue(framesPerTurn: 2);
        DecodeTurn gone = Turn(urgent: true, token: cancel.Token), left = Turn();
        queue.Add(gone);
        queue.Add(left);
        cancel.Cancel();

        Assert.Equal([(left, 2)], queue.Take());
        Assert.True(gone.Done.IsCanceled);
    }

    [Fact]
    public void Take_UntilNoneWait_TakesEachOnceAndNoTurnHoldsTooMuch() =>
        Gen.Select(Gen.Int[1, 9], Gen.Bool.Array[0, 40]).Sample((framesPerTurn, urgent) =>
        {
            var queue = new TurnQueue(framesPerTurn);
            var turns = urgent.Select(isUrgent => Turn(isUrgent)).ToArray();
            foreach (var turn in turns)
                queue.Add(turn);

            var taken = new List<DecodeTurn>();
            while (queue.Count > 0)
            {
                var next = queue.Take();
                Assert.InRange(next.Sum(item => item.Frames), 1, framesPerTurn);
                Assert.All(next, item => Assert.True(item.Frames > 0));
                taken.AddRange(next.Select(item => item.Turn));
            }

            Assert.Equal(turns.OrderByDescending(turn => turn.Urgent), taken);
        });

    private DecodeTurn Turn(bool urgent = false, CountingDecoder? decoder = null, CancellationToken? token = null, int silent = 0)
    {
        decoder ??= _decoder;
        return new DecodeTurn(
            decoder, decoder.Start(skipped: 0), new CodeFrames(3, new int[60]), first: 0, silent, urgent, token ?? TestContext.Current.CancellationToken);
    }
}
