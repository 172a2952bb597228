using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>An opened checkpoint folder in the official layout: configurations read and checked, weight files mapped.</summary>
public sealed class Checkpoint : IDisposable
{
    private const int MaxNameLength = 100;

    private static readonly string[] TokenizerFiles = ["vocab.json", "merges.txt", "tokenizer_config.json"];

    private Checkpoint(string folder, string name)
    {
        Folder = folder;
        Name = name;
        foreach (var file in TokenizerFiles)
        {
            if (!File.Exists(Path.Combine(folder, file)))
                throw SpeechException.Invalid($"{folder}: {file} is missing; the text tokenizer needs {string.Join(", ", TokenizerFiles)}.");
        }

        Configuration = ModelConfiguration.Read(Path.Combine(folder, "config.json"));
        Codec = CodecConfiguration.Read(Path.Combine(folder, "speech_tokenizer", "config.json"));
        Generation = GenerationDefaults.Read(Path.Combine(folder, "generation_config.json"));
        Alignment = AlignmentHead.Read(folder, Configuration.Talker);
        CheckCodec();
        Voices = Configuration.Kind == ModelKind.Base ? VoiceFolder.Read(folder) : [];
        Tensors = TensorSet.Open(folder);
        try
        {
            CodecTensors = TensorSet.Open(Path.Combine(folder, "speech_tokenizer"));
        }
        catch
        {
            Tensors.Dispose();
            throw;
        }
    }

    /// <summary>What requests choose it by.</summary>
    public string Name { get; }

    public string Folder { get; }

    /// <summary>Where <c>vocab.json</c>, <c>merges.txt</c> and <c>tokenizer_config.json</c> are.</summary>
    public string TokenizerFolder => Folder;

    public ModelConfiguration Configuration { get; }

    public CodecConfiguration Codec { get; }

    public GenerationDefaults Generation { get; }

    /// <summary>Where the talker tells what it speaks; null where that is not known of this checkpoint.</summary>
    public AlignmentHead? Alignment { get; }

    /// <summary>Talker, code predictor and speaker encoder.</summary>
    public TensorSet Tensors { get; }

    /// <summary>The codec's decoder and encoder.</summary>
    public TensorSet CodecTensors { get; }

    public IReadOnlyList<BuiltInVoice> Voices { get; }

    /// <summary>Checkpoints of one family embed a clip alike. Empty where voices are not cloned.</summary>
    public string Family => Configuration.SpeakerEncoder is null ? "" : field ??= CheckpointFingerprint.OfFamily(this);

    /// <param name="folder">A folder in the official layout.</param>
    /// <param name="name">Null takes the folder's own name.</param>
    /// <exception cref="SpeechException">The folder is not a valid checkpoint; the message names the file and what was expected.</exception>
    public static Checkpoint Open(string folder, string? name = null)
    {
        if (string.IsNullOrWhiteSpace(folder) || folder.Contains('\0', StringComparison.Ordinal))
            throw SpeechException.Invalid($"'{folder}' is no path of a checkpoint folder.");
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        name ??= Path.GetFileName(path);
        if (name.Length is 0 or > MaxNameLength || name.Any(char.IsControl))
            throw SpeechException.Invalid($"'{name}' is no name for a checkpoint; 1 to {MaxNameLength} printable characters are expected.");
        if (!Directory.Exists(path))
            throw SpeechException.Invalid($"{path}: there is no such checkpoint folder.");
        return new Checkpoint(path, name);
    }

    public ModelDescription Describe() => new(
        Name,
        Configuration.Kind,
        [.. Configuration.Talker.Languages.Keys.Where(IsRequestable)],
        [.. Configuration.Talker.Speakers.Keys],
        // The official package drops the instruction for the 0.6B custom-voice model.
        Configuration.Kind == ModelKind.VoiceDesign || (Configuration.Kind == ModelKind.CustomVoice && Configuration.Size != "0b6"),
        Configuration.SpeakerEncoder?.Width ?? 0,
        new CodecFormat(Codec.Name, Codec.Groups, Codec.Decoder.CodebookSize, Codec.SampleRate, Codec.SamplesPerFrame));

    public void Dispose()
    {
        Tensors.Dispose();
        CodecTensors.Dispose();
    }

    // A dialect is spoken by its speakers and not asked for by name; the official package tells dialects the same way.
    private static bool IsRequestable(string language) => !language.Contains("dialect", StringComparison.OrdinalIgnoreCase);

    private void CheckCodec()
    {
        var talker = Configuration.Talker;
        if (talker.CodeGroups != Codec.Groups)
        {
            throw SpeechException.Invalid(
                $"{Folder}: the talker makes {talker.CodeGroups} codes a frame (num_code_groups); its codec has {Codec.Groups}.");
        }

        if (talker.CodePredictor.VocabularySize != Codec.Decoder.CodebookSize)
        {
            throw SpeechException.Invalid(
                $"{Folder}: the code predictor's vocab_size is {talker.CodePredictor.VocabularySize}; "
                + $"its codec's codebook_size is {Codec.Decoder.CodebookSize}.");
        }

        if (talker.Codes > Codec.Decoder.CodebookSize)
        {
            throw SpeechException.Invalid(
                $"{Folder}: the talker can make {talker.Codes} codes (vocab_size less {TalkerConfiguration.ReservedIds}); "
                + $"its codec's codebook_size is {Codec.Decoder.CodebookSize}.");
        }

        if (Configuration.SpeakerEncoder is { } speaker && speaker.SampleRate != Codec.SampleRate)
        {
            throw SpeechException.Invalid(
                $"{Folder}: the speaker encoder takes {speaker.SampleRate} Hz; its codec has {Codec.SampleRate} Hz.");
        }
    }
}
