using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Pull;

/// <summary>
/// Reads the hub's list of a repository's files. It is untrusted: a path that would leave the checkpoint's folder is refused, and so is a
/// list that states another digest than was published.
/// </summary>
internal static partial class HubFileList
{
    private const int MaxFiles = 10_000;
    private const int MaxPathLength = 255;
    private const string OfficialOwner = "Qwen/";

    private static readonly string[] NeededEndings = [".json", ".txt", ".safetensors"];

    private sealed record Listing([property: JsonPropertyName("siblings")] List<Sibling>? Siblings);

    private sealed record Sibling(
        [property: JsonPropertyName("rfilename")] string? Path,
        [property: JsonPropertyName("size")] long? Size,
        [property: JsonPropertyName("lfs")] LargeFile? LargeFile);

    private sealed record LargeFile([property: JsonPropertyName("sha256")] string? Digest, [property: JsonPropertyName("size")] long? Size);

    /// <returns>The files that a checkpoint needs, small ones first.</returns>
    /// <exception cref="SpeechException">Not a list, a path that leads elsewhere, or no checkpoint.</exception>
    public static IReadOnlyList<HubFile> Read(byte[] json, string repository)
    {
        Listing? listing;
        try
        {
            listing = JsonSerializer.Deserialize<Listing>(json);
        }
        catch (JsonException error)
        {
            throw new SpeechException(SpeechErrorKind.Invalid, $"The hub's list of the files of {repository} is not valid: {error.Message}", error);
        }

        if (listing?.Siblings is not { Count: <= MaxFiles } siblings)
            throw SpeechException.Invalid($"The hub's answer for {repository} has no 'siblings', a list of at most {MaxFiles} files.");
        HubFile[] files = [.. siblings.Select(sibling => Check(sibling, repository)).Where(file => IsNeeded(file.Path))];
        if (files.GroupBy(file => file.Path, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw SpeechException.Invalid($"The hub lists '{twice.Key}' of {repository} twice.");
        if (!files.Any(file => file.Path == "config.json"))
            throw SpeechException.Invalid($"{repository} is no checkpoint: it has no config.json.");
        return [.. files.OrderBy(file => file.Size ?? 0).ThenBy(file => file.Path, StringComparer.Ordinal)];
    }

    private static HubFile Check(Sibling? sibling, string repository)
    {
        if (sibling?.Path is not { } path || !IsInside(path))
            throw SpeechException.Invalid($"The hub lists the file '{sibling?.Path}' of {repository}; a path inside the checkpoint's folder is expected.");
        var digest = sibling.LargeFile?.Digest?.ToLowerInvariant();
        if (digest is not null && !Digest().IsMatch(digest))
            throw SpeechException.Invalid($"The hub states '{digest}' as SHA-256 of '{path}' of {repository}; 64 hexadecimal digits are expected.");
        var size = sibling.Size ?? sibling.LargeFile?.Size;
        if (size < 0)
            throw SpeechException.Invalid($"The hub states {size} bytes for '{path}' of {repository}.");
        var published = repository.StartsWith(OfficialOwner, StringComparison.OrdinalIgnoreCase) ? PublishedDigests.Of(repository, path) : null;
        if (published is not null && digest is not null && digest != published)
        {
            throw SpeechException.Invalid(
                $"The hub states SHA-256 {digest} for '{path}' of {repository}; {published} is published for the official checkpoint.");
        }

        return new HubFile(path, size, digest ?? published);
    }

    private static bool IsInside(string path) =>
        path.Length is > 0 and <= MaxPathLength
        && !path.Any(character => char.IsControl(character) || character is '\\' or ':')
        && path.Split('/').All(part => part.Trim() is not ("" or "." or ".."));

    // Weights, configuration and vocabulary; and the voices that a checkpoint brings along, whose word error rates its README states.
    private static bool IsNeeded(string path) =>
        NeededEndings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal))
        || path == "README.md"
        || (path.StartsWith("voices/", StringComparison.Ordinal) && path.EndsWith(".wav", StringComparison.Ordinal));

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Digest();
}
