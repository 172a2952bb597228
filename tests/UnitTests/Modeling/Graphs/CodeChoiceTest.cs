using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Sampling;
using Qwen3Tts.Speech.Generation;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.UnitTests.Modeling.Graphs;

/// <summary>The graph draws the codes that the sampler draws.</summary>
public sealed class CodeChoiceTest : IDisposable
{
    private const int Rows = 8;
    private const int TalkerVocabulary = 300;
    private const int PredictorVocabulary = 200;
    private const int Groups = 3;

    // Summed probabilities are in single precision, of 24 bits, on either side; the exponentials differ in the last.
    private const double Rounding = 1e-5;

    private static readonly EndOfSpeech End = new(Id: 250, FirstSuppressed: 240, MinDraws: 2);

    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly ChoiceInputs _inputs = new(Rows, [TalkerVocabulary, PredictorVocabulary, PredictorVocabulary], End);
    private readonly CodeSampler _talkerSampler = new(TalkerVocabulary);
    private readonly CodeSampler _predictorSampler = new(PredictorVocabulary);

    public CodeChoiceTest()
    {
        var graph = new GraphBuilder("choice");
        var choice = new CodeChoice(graph, [TalkerVocabulary, PredictorVocabulary, PredictorVocabulary]);
        var first = choice.First(graph.Input("logits_0", DataType.Float, "batch", TalkerVocabulary), TalkerVocabulary);
        graph.Output("code_0", first, DataType.Int64, "batch", 1);
        for (var group = 1; group < Groups; group++)
        {
            var logits = graph.Input($"logits_{group}", DataType.Float, "batch", PredictorVocabulary);
            graph.Output($"code_{group}", choice.Further(group, logits, PredictorVocabulary), DataType.Int64, "batch", 1);
        }

        _session = new InferenceSession(graph.Build("none").ToByteArray());
    }

    public void Dispose()
    {
        _options.Dispose();
        _session.Dispose();
    }

    [Fact]
    public void Codes_OfRandomLogitsAndSettings_AreTheSamplers()
    {
        var random = new Random(5);
        int draws = 0, different = 0;
        for (var run = 0; run < 300; run++)
        {
            var rows = Enumerable.Range(0, Rows).Select(_ => new Row(random)).ToArray();
            var codes = Draw(rows);
            for (var row = 0; row < Rows; row++)
            {
                for (var group = 0; group < Groups; group++, draws++)
                {
                    if (codes[group][row] == Expected(rows[row], group))
                        continue;
                    different++;
                    Assert.True(IsOnTheEdge(rows[row], group), $"Run {run}, row {row}, group {group}: {codes[group][row]}, not {Expected(rows[row], group)}; {rows[row].Talker} {rows[row].Predictor}.");
                }
            }
        }

        // Where it does happen, top-p cuts within rounding of a code's sum.
        Assert.InRange(different, 0, draws / 1000);
    }

    [Fact]
    public void Greedy_OfEqualLogits_TakesTheLowestId()
    {
        var rows = Enumerable.Range(0, Rows).Select(seed => new Row(new Random(seed)) { Talker = Greedy, Predictor = Greedy }).ToArray();
        foreach (var row in rows)
        {
            foreach (var logits in row.Logits)
                logits[120] = logits[90] = logits[150] = 60.5f;
        }

        var codes = Draw(rows);

        Assert.All(codes.Skip(1).SelectMany(group => group), code => Assert.Equal(90, code));
    }

    [Fact]
    public void Row_DrawsTheSame_WhateverTheOthers()
    {
        var random = new Random(9);
        var row = new Row(random);
        var alone = Draw([row]);
        var among = Draw([.. Enumerable.Range(0, Rows - 1).Select(_ => new Row(random)), row]);

        Assert.Equal(alone.Select(group => group[0]), among.Select(group => group[Rows - 1]));
    }

    private static SamplingParameters Greedy => new(0, 50, 0.9f, 1);

    private long[][] Draw(Row[] rows)
    {
        _inputs.Clear();
        for (var row = 0; row < rows.Length; row++)
            _inputs.Set(row, rows[row].Talker, rows[row].Predictor, rows[row].History, rows[row].Seed, rows[row].Frame);
        _inputs.MakeNoise(ThreadTeam.Shared(1));
        var values = new List<(string Name, OrtValue Value)>
        {
            (CodeChoice.Noise, Tensor(_inputs.Noise, _inputs.Width)),
            (CodeChoice.Allowed, Tensor(_inputs.Allowed, TalkerVocabulary)),
            (CodeChoice.Penalties, Tensor(_inputs.Penalties, TalkerVocabulary)),
            (CodeChoice.Temperatures, Tensor(_inputs.Temperatures, 2)),
            (CodeChoice.Ranks, Tensor(_inputs.Ranks, 2)),
            (CodeChoice.Cuts, Tensor(_inputs.Cuts, 2)),
        };
        for (var group = 0; group < Groups; group++)
        {
            var width = group == 0 ? TalkerVocabulary : PredictorVocabulary;
            var logits = new float[Rows * width];
            for (var row = 0; row < rows.Length; row++)
                rows[row].Logits[group].CopyTo(logits, row * width);
            values.Add(($"logits_{group}", Tensor(logits, width)));
        }

        using var results = _session.Run(
            _options, [.. values.Select(value => value.Name)], [.. values.Select(value => value.Value)], [.. Enumerable.Range(0, Groups).Select(group => $"code_{group}")]);
        values.ForEach(value => value.Value.Dispose());
        return [.. results.Select(codes => codes.GetTensorDataAsSpan<long>().ToArray())];
    }

    private static OrtValue Tensor<T>(T[] values, int width)
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory(values, [Rows, width]);

    private int Expected(Row row, int group) => group == 0
        ? _talkerSampler.Draw(row.Logits[0], row.Talker, row.History, End, row.Seed, row.Frame, 0)
        : _predictorSampler.Draw(row.Logits[group], row.Predictor, null, null, row.Seed, row.Frame, group);

    /// <summary>True where the sum of probabilities up to some code is 1 − top-p but for rounding.</summary>
    private bool IsOnTheEdge(Row row, int group)
    {
        var parameters = group == 0 ? row.Talker : row.Predictor;
        if (parameters.TopP >= 1 || parameters.Temperature == 0)
            return false;
        var all = parameters with { TopP = 1 };
        var probabilities = group == 0
            ? _talkerSampler.Probabilities(row.Logits[0], all, row.History, End)
            : _predictorSampler.Probabilities(row.Logits[group], all, null, null);
        var sum = 0.0;
        return probabilities.Order().Any(probability => Math.Abs((sum += probability) - (1 - (double)parameters.TopP)) < Rounding);
    }

    private sealed record Row
    {
        public Row(Random random)
        {
            Logits = [.. Enumerable.Range(0, Groups).Select(group => MakeLogits(random, group == 0 ? TalkerVocabulary : PredictorVocabulary))];
            Talker = MakeSettings(random);
            Predictor = MakeSettings(random) with { RepetitionPenalty = 1 };
            for (var i = random.Next(30); i > 0; i--)
                History.Add(random.Next(End.FirstSuppressed));
            Seed = (ulong)random.NextInt64();
            Frame = random.Next(2000);
        }

        public float[][] Logits { get; }

        public SamplingParameters Talker { get; init; }

        public SamplingParameters Predictor { get; init; }

        public CodeHistory History { get; } = new(TalkerVocabulary);

        public ulong Seed { get; }

        public int Frame { get; }

        private static float[] MakeLogits(Random random, int count)
        {
            var scale = (float)Math.Exp(4 * random.NextDouble() - 1);
            return [.. Enumerable.Range(0, count).Select(_ => scale * (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5))];
        }

        private static SamplingParameters MakeSettings(Random random) => new(
            Temperature: random.Next(4) == 0 ? 0 : 0.1f + 1.5f * random.NextSingle(),
            TopK: random.Next(3) switch { 0 => 0, 1 => 1 + random.Next(60), _ => 1 + random.Next(400) },
            TopP: random.Next(3) switch { 0 => 1, 1 => 0.9f, _ => 0.02f + 0.97f * random.NextSingle() },
            RepetitionPenalty: random.Next(2) == 0 ? 1 : 0.8f + random.NextSingle());
    }
}
