using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>An opened checkpoint folder in the official layout: configurations read and checked, weight files mapped.</summary>
public sealed class Checkpoint : IDisposable
{
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

    /// <summary>Also where the tokenizer's files are.</summary>
    public string Folder { get; }

    public ModelConfiguration Configuration { get; }

    public CodecConfiguration Codec { get; }

    public GenerationDefaults Generation { get; }

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
        var path = Path.GetFullPath(folder);
        if (!Directory.Exists(path))
            throw SpeechException.Invalid($"{path}: there is no such checkpoint folder.");
        return new Checkpoint(path, name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(path)));
    }

    public ModelDescription Describe() => new(
        Name,
        Configuration.Kind,
        [.. Configuration.Talker.Languages.Keys],
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

        if (Configuration.SpeakerEncoder is { } speaker && speaker.SampleRate != Codec.SampleRate)
        {
            throw SpeechException.Invalid(
                $"{Folder}: the speaker encoder takes {speaker.SampleRate} Hz; its codec has {Codec.SampleRate} Hz.");
        }
    }
}
