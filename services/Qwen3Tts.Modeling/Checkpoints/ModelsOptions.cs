using System.ComponentModel.DataAnnotations;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Modeling.Verification;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>Which checkpoints a service serves, and how.</summary>
public sealed class ModelsOptions : IValidatableObject
{
    public const string Section = "Models";

    /// <summary>Checkpoint folders, each as <c>FOLDER</c> or <c>NAME=FOLDER</c>.</summary>
    [Required(ErrorMessage = "Models:Checkpoints must name at least one checkpoint folder.")]
    [MinLength(1, ErrorMessage = "Models:Checkpoints must name at least one checkpoint folder.")]
    public string[] Checkpoints { get; set; } = [];

    /// <summary>Where built graphs are kept; empty keeps them beside each checkpoint, or in the user's cache where that is read-only.</summary>
    public string? CacheFolder { get; set; }

    /// <summary>Threads that one run of a network may use; 0 takes one for each core.</summary>
    [Range(0, 1024, ErrorMessage = "Models:Threads must be from 0 to 1024.")]
    public int Threads { get; set; }

    /// <summary>Where the networks that run on ONNX Runtime do so.</summary>
    [EnumDataType(typeof(ExecutionDevice), ErrorMessage = "Models:Device must be cpu or cuda.")]
    public ExecutionDevice Device { get; set; }

    /// <summary>Which GPU, from 0 on.</summary>
    [Range(0, 255, ErrorMessage = "Models:DeviceId must be from 0 to 255.")]
    public int DeviceId { get; set; }

    /// <summary>
    /// How the weights of talker and code predictor are held: <c>fp32</c> (as the checkpoint has them), <c>bf16</c>, <c>fp16</c>,
    /// <c>int8</c>, <c>int4</c>, <c>int4a</c>, and exceptions, such as <c>int4,predictor=int8,talker.down_proj=int8</c>; on a GPU
    /// <c>fp16</c> or <c>fp32</c>. Empty: for each checkpoint the fastest that <c>convert --verify</c> found good, or <c>int8</c>; on a GPU
    /// <c>fp16</c>.
    /// </summary>
    public string? Precision { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Precision is not { Length: > 0 })
            yield break;
        if ((PrecisionPlan.TryParse(Precision, out var plan, out var error) ? plan.ProblemOn(Device) : error) is { } problem)
            yield return new ValidationResult($"Models:Precision: {problem}", [nameof(Precision)]);
    }

    /// <summary>How to load networks. Without a precision where none is asked for: <see cref="PrecisionChoice"/> makes it for a checkpoint.</summary>
    /// <param name="progress">Told while something is built.</param>
    public SessionSettings ToSettings(IProgress<ConversionProgress>? progress = null) =>
        new(Threads, CacheFolder is { Length: > 0 } ? CacheFolder : null, progress, Precision is { Length: > 0 } ? PrecisionPlan.Parse(Precision) : null)
        {
            Device = Device,
            DeviceId = DeviceId,
        };
}
