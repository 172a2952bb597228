using System.Runtime.CompilerServices;
using Qwen3Tts.Modeling.Cache;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Modeling.Verification;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Doctor;

/// <summary>Opens a checkpoint as serving would, and looks at its graph cache.</summary>
/// <param name="entry"><c>FOLDER</c> or <c>NAME=FOLDER</c>.</param>
/// <param name="asked">As it would be served with.</param>
/// <param name="verify">Also reads every weight file in full and compares digests.</param>
public sealed class CheckpointCheck(string entry, SessionSettings asked, bool verify) : IDoctorCheck
{
    private const int BytesPerFloat = sizeof(float);

    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CheckpointCatalog catalog;
        Finding? fault = null;
        try
        {
            catalog = CheckpointCatalog.Open(new ModelsOptions { Checkpoints = [entry] });
        }
        catch (Exception error) when (error is SpeechException or IOException or UnauthorizedAccessException)
        {
            catalog = null!;
            fault = Finding.Fault(
                $"checkpoint {entry}", error.Message, "Name a folder in the official layout; 'qwen3tts pull REPO' downloads one, and again repairs one.");
        }

        if (fault is not null)
        {
            yield return fault;
            yield break;
        }

        using (catalog)
        {
            var checkpoint = catalog.All[0];
            var subject = $"checkpoint {checkpoint.Name}";
            yield return Finding.Good(
                subject,
                $"{checkpoint.Describe().Kind}, {Parameters(checkpoint) / 1e6:0.#} M parameters, {checkpoint.Voices.Count} built-in voices, in {checkpoint.Folder}");
            var (settings, precision) = Precision(checkpoint);
            yield return precision;
            yield return Cache(checkpoint, settings);
            yield return Memory(checkpoint, settings);
            if (!verify)
                yield break;
            foreach (var finding in DigestComparison.Of(checkpoint, settings, cancellationToken))
                yield return finding;
        }
    }

    private (SessionSettings Settings, Finding Finding) Precision(Checkpoint checkpoint)
    {
        var subject = $"precision of {checkpoint.Name}";
        try
        {
            var choice = PrecisionChoice.Of(checkpoint, asked);
            return (asked with { Precision = choice.Plan }, Finding.Good(subject, $"{choice.Plan}: {choice.Reason}"));
        }
        catch (SpeechException error)
        {
            return (asked with { Precision = PrecisionChoice.Default }, Finding.Fault(subject, error.Message, "Make the folder writable, or choose another with --cache."));
        }
    }

    private static Finding Cache(Checkpoint checkpoint, SessionSettings settings)
    {
        var subject = $"graph cache of {checkpoint.Name}";
        try
        {
            var folder = GraphConversion.Folder(checkpoint, settings.CacheFolder);
            var missing = GraphConversion.Missing(checkpoint, settings);
            if (missing.Count is 0)
                return Finding.Good(subject, $"every graph is built and every weight converted, in {folder}");
            var needed = BytesPerFloat * Parameters(checkpoint);
            var free = new DriveInfo(folder).AvailableFreeSpace;
            return free < needed
                ? Finding.Fault(
                    subject,
                    $"{folder} has {Gibibytes(free)} free; the graphs take up to {Gibibytes(needed)}",
                    "Free space there, or choose another folder with --cache.")
                : Finding.Notice(
                    subject,
                    $"not built or damaged: {string.Join(", ", missing)}; they go to {folder}",
                    "The first start builds them; 'qwen3tts convert' does it now.");
        }
        catch (Exception error) when (error is SpeechException or IOException or UnauthorizedAccessException)
        {
            return Finding.Fault(subject, error.Message, "Make the folder writable, or choose another with --cache.");
        }
    }

    private static Finding Memory(Checkpoint checkpoint, SessionSettings settings)
    {
        var plan = MemoryPlan.Of(checkpoint, settings);
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var what = $"{checkpoint.Name} in {settings.Precision} takes {Gibibytes(plan.Weights)} of weights and {Gibibytes(plan.Codec)} of codec, and up to "
            + $"{Gibibytes(plan.KeyValues)} for {settings.Sequences} utterances of {settings.MaxPositions} positions "
            + $"and {Gibibytes(plan.Warm)} for what they begin with alike";
        return available < plan.Total
            ? Finding.Fault(
                "memory",
                $"{what}; this machine or container has {Gibibytes(available)}",
                "Choose a lower --precision, fewer Engine:MaxUtterances or Engine:MaxFrames, or give it more memory.")
            : Finding.Good("memory", $"{what}; there are {Gibibytes(available)}");
    }

    private static long Parameters(Checkpoint checkpoint) =>
        checkpoint.Tensors.All.Concat(checkpoint.CodecTensors.All).Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size));

    private static string Gibibytes(long bytes) => $"{bytes / (double)(1L << 30):0.0} GiB";
}
