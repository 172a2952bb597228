using System.Diagnostics;
using System.Globalization;
using System.Text;
using Qwen3Tts.TextFrontend.Normalization;

namespace Qwen3Tts.Benchmarks.Text;

/// <summary>How fast text is written out on one core, and how long the last character that is needed takes.</summary>
internal static class TextBenchmark
{
    public const string Header = "| text | MB/s | from the last needed character, µs, median | 99.9 % | the longest of 10,000 |\n| --- | --- | --- | --- | --- |";

    private const int Rounds = 5;
    private const int Characters = 10_000;

    private static readonly (string Name, string Language, string Text)[] s_texts =
    [
        ("English, plain", "en", "The quick brown fox jumps over the lazy dog, and then it sleeps in the warm afternoon sun until the evening comes. "),
        ("English, dense", "en", "On May 3, 2024 Dr. Lee paid $1,250.50 for 12 kg (5.5% more) at 3:30 p.m.; call (555) 123-4567 or see www.example.com/a. "),
        ("Chinese, dense", "zh", "2024年5月3日下午3:30，他花了￥1250.5买了12kg，同比增长5.5%，电话13501234567。"),
        ("Japanese, dense", "ja", "2024年5月3日の15:30に12kgを￥1,250で買い、5.5%増えました。"),
        ("German, dense", "de", "Am 3. Mai 2024 zahlte Dr. Lee um 15:30 Uhr 1.250,50 € für 12 kg, also 5,5 % mehr. "),
        ("Russian, dense", "ru", "5 мая 2024 г. в 15:30 он заплатил 1 250,50 руб. за 12 кг, на 5,5% больше. "),
        ("language not named", "", "Am 3. Mai 2024 zahlte Dr. Lee um 15:30 Uhr 1.250,50 € für 12 kg, also 5,5 % mehr. "),
    ];

    public static void Run(TextWriter output)
    {
        var factory = new NormalizerFactory();
        factory.Load();
        foreach (var (name, language, text) in s_texts)
        {
            var settings = new NormalizerSettings(NormalizationMode.Auto, language);
            var (median, most, longest) = Latency(factory, settings, text);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {name} | {Throughput(factory, settings, text):0.0} | {median:0.0} | {most:0} | {longest:0} |"));
        }
    }

    private static double Throughput(NormalizerFactory factory, NormalizerSettings settings, string text)
    {
        var megabyte = string.Concat(Enumerable.Repeat(text, 1_000_000 / Encoding.UTF8.GetByteCount(text)));
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var begun = Stopwatch.GetTimestamp();
            var said = new SpokenText();
            var normalizer = factory.Begin(settings);
            normalizer.Append(megabyte, said);
            normalizer.End(said);
            best = Math.Min(best, Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }

        return Encoding.UTF8.GetByteCount(megabyte) / 1e6 / best;
    }

    // Character by character, and the time of each that let something go.
    private static (double Median, double Most, double Longest) Latency(NormalizerFactory factory, NormalizerSettings settings, string text)
    {
        var times = new List<double>();
        var said = new SpokenText();
        var normalizer = factory.Begin(settings);
        for (var i = 0; i < Characters + text.Length; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            normalizer.Append(text.AsSpan(i % text.Length, 1), said);
            var time = Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
            if (said.Take().Length > 0 && i >= text.Length)
                times.Add(time);
        }

        times.Sort();
        return (times[times.Count / 2], times[times.Count * 999 / 1000], times[^1]);
    }
}
