namespace Qwen3Tts.Cli.Planning;

/// <summary>
/// Arrivals at random, at places that all are alike, in one line (M/M/c). Erlang, "Solution of some problems in the theory of
/// probabilities of significance in automatic telephone exchanges", 1917.
/// </summary>
public static class WaitingLine
{
    /// <summary>The share of arrivals that find no place free.</summary>
    /// <param name="load">Places that are taken on average, were there enough.</param>
    public static double Waiting(int places, double load)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(load);
        if (load >= places)
            return 1;
        // The share that is lost where nobody waits, by its recursion.
        var lost = 1.0;
        for (var place = 1; place <= places; place++)
            lost = load * lost / (place + load * lost);
        return places * lost / (places - load * (1 - lost));
    }

    /// <summary>The wait that so large a share of arrivals does not exceed, in times of <paramref name="held"/>; infinite where the line grows for ever.</summary>
    /// <param name="held">How long a place is held, on average.</param>
    /// <param name="share">Such as 0.95.</param>
    public static double Wait(int places, double load, double held, double share)
    {
        if (load >= places)
            return double.PositiveInfinity;
        var waiting = Waiting(places, load);
        return waiting <= 1 - share ? 0 : held * Math.Log(waiting / (1 - share)) / (places - load);
    }
}
