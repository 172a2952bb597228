using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Bench;

/// <summary>
/// Writes a checkpoint of an official size with random weights: names, shapes, types and configuration are the official ones, so load
/// time, memory and speed are those of the real checkpoint, and its audio is noise. The same arguments give the same bytes. The weights
/// of the code that ends an utterance are zero, so that it is practically never drawn and a benchmark runs its full length.
/// </summary>
public static class RandomCheckpoint
{
    private const string ModelFile = "model.safetensors";
    private const string CodecFile = "speech_tokenizer/model.safetensors";

    /// <summary>Every size and variant that can be written, such as ("0.6b", "base").</summary>
    public static IReadOnlyList<(string Size, string Variant)> Known => OfficialConfiguration.Known;

    /// <param name="folder">Made where it does not exist; it must hold nothing.</param>
    /// <param name="size">0.6b or 1.7b.</param>
    /// <param name="variant">base, custom_voice or voice_design.</param>
    /// <exception cref="SpeechException">No such size and variant, the folder is not empty, or it cannot be written.</exception>
    public static void Write(
        string folder, string size, string variant, ulong seed, IProgress<WriteProgress>? progress = null, CancellationToken cancellation = default) =>
        Write(folder, OfficialConfiguration.Files(size, variant), hasMetadata: variant != "base", seed, progress, cancellation);

    /// <summary>Writes a checkpoint with any configuration.</summary>
    /// <param name="files">The configuration files, by their path below <paramref name="folder"/>.</param>
    internal static void Write(
        string folder,
        IReadOnlyDictionary<string, byte[]> files,
        bool hasMetadata,
        ulong seed,
        IProgress<WriteProgress>? progress,
        CancellationToken cancellation)
    {
        try
        {
            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
                throw SpeechException.Invalid($"{folder} is not empty; name a folder that does not exist yet.");
            foreach (var (path, content) in files.Append(new("vocab.json", ByteVocabulary.Json())).Append(new("merges.txt", [])))
            {
                var target = Path.Combine(folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllBytes(target, content);
            }

            WriteWeights(folder, hasMetadata, seed, progress, cancellation);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SpeechException(SpeechErrorKind.Invalid, $"{folder} cannot be written: {error.Message}", error);
        }
    }

    private static void WriteWeights(
        string folder, bool hasMetadata, ulong seed, IProgress<WriteProgress>? progress, CancellationToken cancellation)
    {
        var model = ModelConfiguration.Read(Path.Combine(folder, "config.json"));
        var codec = CodecConfiguration.Read(Path.Combine(folder, "speech_tokenizer", "config.json"));
        var end = ("talker.codec_head.weight", (long)model.Talker.CodecEosId);
        (string File, RandomWeights Weights)[] parts =
        [
            (ModelFile, new RandomWeights(TensorPlan.OfModel(model), TensorType.BF16, hasMetadata, seed, end)),
            (CodecFile, new RandomWeights(TensorPlan.OfCodec(codec), TensorType.F32, hasMetadata: false, seed)),
        ];
        long written = 0, total = parts.Sum(part => part.Weights.FileLength());
        foreach (var (file, weights) in parts)
        {
            weights.Write(
                Path.Combine(folder, file), bytes => progress?.Report(new WriteProgress(file, written += bytes, total)), cancellation);
        }
    }
}
