namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>The talker, as <c>talker_config</c> states it.</summary>
/// <param name="VocabularySize">Codes of group 0 and codec control ids.</param>
/// <param name="TextHiddenSize">Width of a text embedding before its projection.</param>
/// <param name="CodeGroups">Codes in a frame.</param>
/// <param name="Languages">Language name → codec control id, dialects among them.</param>
/// <param name="Speakers">Speaker name → row of the codec embedding.</param>
/// <param name="SpeakerDialects">Speaker name → the language it speaks for Chinese, or null.</param>
public sealed record TalkerConfiguration(
    int HiddenSize,
    int Layers,
    int Heads,
    int KeyValueHeads,
    int HeadDim,
    int IntermediateSize,
    float RmsNormEpsilon,
    double RopeTheta,
    int VocabularySize,
    int TextHiddenSize,
    int TextVocabularySize,
    int CodeGroups,
    int CodecPadId,
    int CodecBosId,
    int CodecEosId,
    int ThinkId,
    int NoThinkId,
    int ThinkBosId,
    int ThinkEosId,
    IReadOnlyDictionary<string, int> Languages,
    IReadOnlyDictionary<string, int> Speakers,
    IReadOnlyDictionary<string, string?> SpeakerDialects,
    CodePredictorConfiguration CodePredictor)
{
    /// <summary>
    /// The last ids of the vocabulary are control ids and speakers, which are never sampled but for <see cref="CodecEosId"/>
    /// (official code: <c>vocab_size - 1024</c>).
    /// </summary>
    public const int ReservedIds = 1024;

    /// <summary>Codes of group 0 that can be sampled.</summary>
    public int Codes => VocabularySize - ReservedIds;

    internal static TalkerConfiguration Read(ConfigurationNode json)
    {
        Bounds.CheckAttention(json);
        var vocabulary = json.Integer("vocab_size", ReservedIds + 1, Bounds.Vocabulary);
        var groups = json.Integer("num_code_groups", 2, Bounds.Groups);
        int Id(string field) => json.Integer(field, 0, vocabulary - 1);
        var talker = new TalkerConfiguration(
            json.Integer("hidden_size", 1, Bounds.Width),
            json.Integer("num_hidden_layers", 1, Bounds.Layers),
            json.Integer("num_attention_heads", 1, Bounds.Heads),
            json.Integer("num_key_value_heads", 1, Bounds.Heads),
            Bounds.HeadWidth(json),
            json.Integer("intermediate_size", 1, Bounds.Width),
            (float)json.Number("rms_norm_eps", 0, 1, 1e-6),
            json.Number("rope_theta", 1, 1e12, 10_000),
            vocabulary,
            json.Integer("text_hidden_size", 1, Bounds.Width, 2048),
            json.Integer("text_vocab_size", 1, Bounds.Vocabulary),
            groups,
            Id("codec_pad_id"),
            Id("codec_bos_id"),
            Id("codec_eos_token_id"),
            Id("codec_think_id"),
            Id("codec_nothink_id"),
            Id("codec_think_bos_id"),
            Id("codec_think_eos_id"),
            json.Ids("codec_language_id", vocabulary - 1),
            json.Ids("spk_id", vocabulary - 1),
            json.TextOrFalse("spk_is_dialect"),
            CodePredictorConfiguration.Read(json.Object("code_predictor_config"), groups));
        foreach (var (speaker, dialect) in talker.SpeakerDialects)
        {
            if (dialect is not null && !talker.Languages.ContainsKey(dialect))
                throw json.Bad("spk_is_dialect", $"for '{speaker}', a key of codec_language_id");
            if (!talker.Speakers.ContainsKey(speaker))
                throw json.Bad("spk_is_dialect", $"for '{speaker}', an id in spk_id,");
        }

        return talker;
    }
}
