using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;
using Qwen3Tts.Cli.Load;

namespace Qwen3Tts.Cli.Planning.Replay;

/// <summary>A replay as a picture: replicas, and what listeners waited.</summary>
internal static class ReplayPlot
{
    private const int Width = 960;
    private const int Height = 540;
    private const int Bins = 120;
    private const string Times = "times";

    public static void Write(string path, PlanRequest request, Arrivals arrivals, ReplayOutcome outcome)
    {
        var model = new PlotModel
        {
            Title = $"{arrivals.Shape} to {request.Streams} streams",
            Background = OxyColors.White,
            Legends = { new Legend { LegendPosition = LegendPosition.TopRight } },
            Axes =
            {
                new LinearAxis { Position = AxisPosition.Bottom, Title = "minutes", Minimum = 0, Maximum = outcome.Duration / 60 },
                new LinearAxis { Position = AxisPosition.Left, Title = "replicas", Minimum = 0, Maximum = 1.5 * outcome.Moments.Max(moment => moment.Wanted) + 1, MajorGridlineStyle = LineStyle.Dot },
                new LogarithmicAxis { Key = Times, Position = AxisPosition.Right, Title = "first audio, ms" },
            },
            Annotations = { new LineAnnotation { YAxisKey = Times, Type = LineAnnotationType.Horizontal, Y = request.FirstAudio, Color = OxyColors.Firebrick, Text = "objective" } },
        };
        model.Series.Add(Steps("replicas wanted", OxyColors.DarkOrange, outcome, moment => moment.Wanted));
        model.Series.Add(Steps("replicas serving", OxyColors.SteelBlue, outcome, moment => moment.Serving));
        var late = new LineSeries { Title = "first audio, 95th percentile", Color = OxyColors.SeaGreen, YAxisKey = Times };
        var refused = new ScatterSeries { Title = "some were refused", MarkerType = MarkerType.Triangle, MarkerFill = OxyColors.Black, MarkerSize = 4, YAxisKey = Times };
        for (var bin = 0; bin < Bins; bin++)
        {
            var (from, until) = (bin * outcome.Duration / Bins, (bin + 1) * outcome.Duration / Bins);
            var part = outcome.Between(from, until);
            if (Percentiles.Of(part.Listeners.Where(listener => listener.FirstAudio is not null).Select(listener => listener.FirstAudio!.Value)).P95 is { } p95)
                late.Points.Add(new DataPoint((from + until) / 120, p95));
            if (part.Refused > 0)
                refused.Points.Add(new ScatterPoint((from + until) / 120, request.FirstAudio));
        }

        model.Series.Add(late);
        if (refused.Points.Count > 0)
            model.Series.Add(refused);
        using var file = File.Create(path);
        new SvgExporter { Width = Width, Height = Height }.Export(model, file);
    }

    private static StairStepSeries Steps(string title, OxyColor colour, ReplayOutcome outcome, Func<ReplayMoment, double> value)
    {
        var series = new StairStepSeries { Title = title, Color = colour };
        // A day has many moments and few changes.
        series.Points.AddRange(outcome.Moments
            .Where((moment, i) => i is 0 || i == outcome.Moments.Count - 1 || value(moment) != value(outcome.Moments[i - 1]))
            .Select(moment => new DataPoint(moment.Second / 60, value(moment))));
        return series;
    }
}
