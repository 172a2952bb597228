using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>SHA-256 of weight files, as lower-case hexadecimal digits.</summary>
public static class CheckpointDigest
{
    private const int BlockLength = 1 << 20;

    // A set stays mapped and unchanged while it is open, and each network that is built from it asks again.
    private static readonly ConditionalWeakTable<TensorSet, Lazy<IReadOnlyDictionary<string, string>>> Known = [];

    /// <summary>The digest of each file of a set, by file name. Reads every byte, the first time.</summary>
    public static IReadOnlyDictionary<string, string> Of(TensorSet tensors) => Known.GetValue(tensors, static tensors => new(
        () => tensors.Files.ToDictionary(file => Path.GetFileName(file.Path), file => OfFile(file.Path)),
        LazyThreadSafetyMode.PublicationOnly)).Value;

    /// <summary>The digest of one file.</summary>
    /// <param name="progress">Told the bytes read so far, after each mebibyte.</param>
    /// <exception cref="SpeechException">The file cannot be read.</exception>
    public static string OfFile(string path, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockLength);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            for (var done = 0L; stream.Read(block) is > 0 and var read;)
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(block, 0, read);
                progress?.Report(done += read);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SpeechException(SpeechErrorKind.Invalid, $"{path}: cannot be read ({error.Message}).", error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
