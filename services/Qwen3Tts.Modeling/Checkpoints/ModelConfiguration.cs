using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>A checkpoint's <c>config.json</c>.</summary>
/// <param name="Size">As the file states it: "0b6", "1b7", …</param>
/// <param name="ImStartId">Text id of <c>&lt;|im_start|&gt;</c>, which begins a turn of the chat templates.</param>
/// <param name="ImEndId">Text id of <c>&lt;|im_end|&gt;</c>.</param>
/// <param name="TtsPadId">Text id that stands where there is no text.</param>
/// <param name="TtsBosId">Text id before the words.</param>
/// <param name="TtsEosId">Text id after the words.</param>
/// <param name="SpeakerEncoder">Null where the checkpoint clones no voices.</param>
public sealed record ModelConfiguration(
    ModelKind Kind,
    string Size,
    string CodecName,
    int ImStartId,
    int ImEndId,
    int TtsPadId,
    int TtsBosId,
    int TtsEosId,
    TalkerConfiguration Talker,
    SpeakerEncoderConfiguration? SpeakerEncoder)
{
    /// <summary>The codec that checkpoints may name; the 25 Hz one has no released weights.</summary>
    public const string Codec12Hz = "qwen3_tts_tokenizer_12hz";

    /// <exception cref="Speech.Errors.SpeechException">The file states nothing that can be served; the message names file, field, found and expected.</exception>
    public static ModelConfiguration Read(string path)
    {
        var json = ConfigurationNode.Read(path);
        json.OneOf("model_type", "qwen3_tts");
        var codec = json.OneOf("tokenizer_type", Codec12Hz);
        var kind = json.OneOf("tts_model_type", "base", "custom_voice", "voice_design") switch
        {
            "base" => ModelKind.Base,
            "custom_voice" => ModelKind.CustomVoice,
            _ => ModelKind.VoiceDesign,
        };
        var talker = TalkerConfiguration.Read(json.Object("talker_config"));
        int Id(string field) => json.Integer(field, 0, talker.TextVocabularySize - 1);
        var speaker = kind == ModelKind.Base ? SpeakerEncoderConfiguration.Read(json.Object("speaker_encoder_config")) : null;
        if (speaker is not null && speaker.Width != talker.HiddenSize)
            throw json.Object("speaker_encoder_config").Bad("enc_dim", $"the talker's hidden_size ({talker.HiddenSize})");
        if (kind == ModelKind.CustomVoice && talker.Speakers.Count == 0)
            throw json.Object("talker_config").Bad("spk_id", "at least one speaker, in a custom_voice checkpoint,");
        return new ModelConfiguration(
            kind,
            json.Has("tts_model_size") ? json.Text("tts_model_size") : "",
            codec,
            Id("im_start_token_id"),
            Id("im_end_token_id"),
            Id("tts_pad_token_id"),
            Id("tts_bos_token_id"),
            Id("tts_eos_token_id"),
            talker,
            speaker);
    }
}
