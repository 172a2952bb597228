namespace Qwen3Tts.Benchmarks.Prosody;

/// <summary>Joints as a Markdown table.</summary>
internal static class JointTable
{
    public const string Header =
        "| joints | how many | pause, ms: least, median, most | pitch step, semitones | loudness step, dB | ms a letter | similarity | steps above the 99.9th percentile |\n| --- | --- | --- | --- | --- | --- | --- | --- |";

    public static string Row(string name, List<Joint> joints) => FormattableString.Invariant(
        $"| {name} | {joints.Count} | {joints.Min(joint => joint.Pause):f0}, {Median(joints, joint => joint.Pause):f0}, {joints.Max(joint => joint.Pause):f0} | {Median([.. joints.Where(joint => joint.PitchStep is not null)], joint => joint.PitchStep!.Value):f2} | {Median(joints, joint => joint.LoudnessStep):f2} | {1000 * Median(joints, joint => joint.Rate):f1} | {Median(joints, joint => joint.Similarity):f3} | {joints.Count(joint => joint.Step > 1)} |");

    private static double Median(List<Joint> joints, Func<Joint, double> value) => joints.Select(value).Order().ElementAt(joints.Count / 2);
}
