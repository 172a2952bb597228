namespace Qwen3Tts.TokenGenerator.Guarding;

/// <summary>
/// Tells whether frames repeat those of some frames before, for every number of frames up to a longest period at once. Each period
/// has a sum that grows with a frame that is like the one a period before, and falls, to no less than zero, with one that is not
/// (Page's CUSUM test): a loop makes it grow without end, chance and a few changed codes do not stop it.
/// </summary>
internal sealed class LoopDetector
{
    /// <summary>Groups that are compared. The first carries what is said, the next the most of how it sounds.</summary>
    private const int ComparedGroups = 4;

    /// <summary>
    /// The likeness of frames that are neither alike nor different: above it a repetition gains. Good speech of nano stays below 0.1
    /// in the mean and never gains more than 5 like frames; a loop of which a third of the codes changes still gains.
    /// </summary>
    private const float Drift = 0.4f;

    /// <summary>Like frames after which a repetition is suspected.</summary>
    private const int SuspectFrames = 4;

    private readonly int _groups;
    private readonly int[] _history;
    private readonly float[] _sums;
    private readonly int[] _starts;
    private readonly int _certainFrames;
    private int _frames;

    /// <param name="groups">Of a frame.</param>
    /// <param name="longestPeriod">In frames.</param>
    /// <param name="certainFrames">A repetition so long, and no shorter than its period, is a loop if half of it is alike.</param>
    public LoopDetector(int groups, int longestPeriod, int certainFrames)
    {
        _groups = Math.Min(groups, ComparedGroups);
        _history = new int[longestPeriod * _groups];
        _sums = new float[longestPeriod + 1];
        _starts = new int[longestPeriod + 1];
        _certainFrames = certainFrames;
    }

    /// <summary>Where the repetition began that is at work now; null for none.</summary>
    public int? Suspected { get; private set; }

    /// <summary>Whether it is a loop.</summary>
    public bool Certain { get; private set; }

    public void Observe(ReadOnlySpan<int> frame)
    {
        Suspected = null;
        Certain = false;
        var longest = _sums.Length - 1;
        for (var period = 1; period <= Math.Min(longest, _frames); period++)
        {
            var before = _history.AsSpan((_frames - period) % longest * _groups, _groups);
            var sum = _sums[period] + Likeness(frame, before) - Drift;
            if (sum <= 0)
            {
                _sums[period] = 0;
                _starts[period] = _frames + 1;
                continue;
            }

            _sums[period] = sum;
            Judge(period, sum);
        }

        frame[.._groups].CopyTo(_history.AsSpan(_frames % longest * _groups));
        _frames++;
    }

    private void Judge(int period, float sum)
    {
        var start = Math.Max(_starts[period], period);
        if (sum < SuspectFrames * (1 - Drift))
            return;
        Suspected = Math.Min(Suspected ?? int.MaxValue, start);
        if (Certain)
            return;
        Certain = sum >= _certainFrames / 2f * (1 - Drift)
            && _frames + 1 - start >= Math.Max(_certainFrames, period);
    }

    /// <summary>0 to 1. The first group counts as much as all others.</summary>
    private float Likeness(ReadOnlySpan<int> frame, ReadOnlySpan<int> before)
    {
        var first = frame[0] == before[0] ? 1f : 0;
        if (_groups == 1)
            return first;
        var same = 0;
        for (var group = 1; group < _groups; group++)
            same += frame[group] == before[group] ? 1 : 0;
        return (first + (float)same / (_groups - 1)) / 2;
    }
}
