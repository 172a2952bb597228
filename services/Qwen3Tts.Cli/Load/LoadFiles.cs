using System.Text.Json;
using System.Text.Json.Serialization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Qwen3Tts.Cli.Load;

/// <summary>Load runs as files.</summary>
internal static class LoadFiles
{
    private const int PlotWidth = 960;
    private const int PlotHeight = 540;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new Seconds() },
    };

    /// <summary>Durations are seconds.</summary>
    public static void WriteJson(string path, object report) => File.WriteAllText(path, JsonSerializer.Serialize(report, Json) + "\n");

    /// <summary>An SVG of every utterance's first byte and first audible sample over the run.</summary>
    public static void WritePlot(string path, LoadResult result)
    {
        var model = new PlotModel
        {
            Title = $"{result.Utterances.Count} utterances",
            Background = OxyColors.White,
            Legends = { new Legend { LegendPosition = LegendPosition.TopLeft } },
            Axes =
            {
                new LinearAxis { Position = AxisPosition.Bottom, Title = "due, s", Minimum = 0, MajorGridlineStyle = LineStyle.Dot },
                new LinearAxis { Position = AxisPosition.Left, Title = "after that, ms", Minimum = 0, MajorGridlineStyle = LineStyle.Dot },
            },
        };
        Add(model, "first audible sample played", OxyColors.SteelBlue, MarkerType.Circle, result, utterance => utterance.FirstAudible);
        Add(model, "first byte", OxyColors.SeaGreen, MarkerType.Square, result, utterance => utterance.FirstByte);
        Add(model, "first byte, with an underrun later", OxyColors.Firebrick, MarkerType.Triangle, result, utterance =>
            utterance.Underruns > 0 ? utterance.FirstByte : null);
        Add(model, "failed", OxyColors.Black, MarkerType.Diamond, result, utterance =>
            utterance.Outcome is UtteranceOutcome.Failed ? utterance.End - utterance.Due : null);
        using var file = File.Create(path);
        new SvgExporter { Width = PlotWidth, Height = PlotHeight }.Export(model, file);
    }

    private static void Add(
        PlotModel model, string title, OxyColor colour, MarkerType marker, LoadResult result, Func<UtteranceMeasurement, TimeSpan?> time)
    {
        var points = result.Utterances.Where(utterance => time(utterance) is not null)
            .Select(utterance => new ScatterPoint(utterance.Due.TotalSeconds, time(utterance)!.Value.TotalMilliseconds)).ToArray();
        if (points.Length is 0)
            return;
        var series = new ScatterSeries { Title = title, MarkerType = marker, MarkerFill = colour, MarkerSize = 3 };
        series.Points.AddRange(points);
        model.Series.Add(series);
    }

    private sealed class Seconds : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TimeSpan.FromSeconds(reader.GetDouble());

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(value.TotalSeconds);
    }
}
