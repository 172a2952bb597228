namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>
/// SHA-256 of the weight files of the official 12 Hz checkpoints, as public manifests quote them. The speech tokenizer's file is the same
/// in all of them. None is published for 1.7B-CustomVoice's own weights.
/// </summary>
public static class PublishedDigests
{
    /// <summary>The codec's weights, below a checkpoint's folder.</summary>
    public const string CodecWeights = "speech_tokenizer/model.safetensors";

    /// <summary>The model's weights, below a checkpoint's folder.</summary>
    public const string ModelWeights = "model.safetensors";

    private const string Codec = "836b7b357f5ea43e889936a3709af68dfe3751881acefe4ecf0dbd30ba571258";

    private static readonly Dictionary<string, string?> Models = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Qwen3-TTS-12Hz-0.6B-Base"] = "180b3b10eb1c9f1b4db7806d5475bae3071c0243c299d49926bab1da3b6946f6",
        ["Qwen3-TTS-12Hz-0.6B-CustomVoice"] = "bc3c7e785eb961179c25450d1acff03f839e0002f2f3a5aeb67b5735c0fa2adb",
        ["Qwen3-TTS-12Hz-1.7B-Base"] = "38fc7fc51c5e776e840414b6fd443962e9411b9654888fd7913e4da643cb857c",
        ["Qwen3-TTS-12Hz-1.7B-CustomVoice"] = null,
        ["Qwen3-TTS-12Hz-1.7B-VoiceDesign"] = "391e8db219f292c515297cdceeb43e4eae67cdde35fa57e79a6a8a532fca0522",
    };

    /// <summary>Names of the official checkpoints, such as <c>Qwen3-TTS-12Hz-0.6B-Base</c>.</summary>
    public static IReadOnlyCollection<string> Checkpoints => Models.Keys;

    /// <summary>The published digest of one file of an official checkpoint.</summary>
    /// <param name="checkpoint">The checkpoint's name; an owner before a slash is passed over.</param>
    /// <param name="file">The file's path below the checkpoint's folder, with forward slashes.</param>
    /// <returns>Null where none is published.</returns>
    public static string? Of(string checkpoint, string file) =>
        !Models.TryGetValue(checkpoint[(checkpoint.LastIndexOf('/') + 1)..], out var model) ? null
        : file == ModelWeights ? model
        : file == CodecWeights ? Codec
        : null;

    /// <summary>The official checkpoint that a file's digest belongs to: what a folder holds, whatever its name.</summary>
    /// <returns>The checkpoint's name, "speech tokenizer" for the codec's file, or null where the digest is not known.</returns>
    public static string? Identify(string digest) =>
        digest.Equals(Codec, StringComparison.OrdinalIgnoreCase)
            ? "speech tokenizer"
            : Models.FirstOrDefault(model => digest.Equals(model.Value, StringComparison.OrdinalIgnoreCase)).Key;
}
