using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>
/// An attention head of the talker that looks at the text token which is being spoken: what tells when words are said. Named by a file of
/// ours beside the checkpoint's own, <c>alignment.json</c>, such as <c>{"layer": 3, "head": 0}</c>.
/// </summary>
/// <param name="Layer">From 0 on.</param>
/// <param name="Head">Of the layer's query heads, from 0 on.</param>
public sealed record AlignmentHead(int Layer, int Head)
{
    private const string FileName = "alignment.json";

    /// <summary>Where a checkpoint's folder has the file.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, FileName);

    /// <summary>Writes the file as a whole, over what may be there.</summary>
    /// <exception cref="IOException">It cannot be written; <see cref="UnauthorizedAccessException"/> where it may not.</exception>
    public void Write(string path)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllText(draft, FormattableString.Invariant($$"""{"layer": {{Layer}}, "head": {{Head}}}""") + "\n");
        File.Move(draft, path, overwrite: true);
    }

    /// <returns>Null where there is no such file.</returns>
    /// <exception cref="SpeechException">Invalid: the file names no head of the talker.</exception>
    internal static AlignmentHead? Read(string folder, TalkerConfiguration talker)
    {
        var path = PathIn(folder);
        if (!File.Exists(path))
            return null;
        var json = ConfigurationNode.Read(path);
        return new AlignmentHead(json.Integer("layer", 0, talker.Layers - 1), json.Integer("head", 0, talker.Heads - 1));
    }
}
