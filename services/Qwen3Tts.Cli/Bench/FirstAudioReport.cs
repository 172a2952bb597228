namespace Qwen3Tts.Cli.Bench;

/// <summary>From a request with its text to the first frame's samples, warm and idle.</summary>
/// <param name="Voice">Whose, and whether it was heard before.</param>
/// <param name="Total">Milliseconds in all.</param>
/// <param name="Prompt">Text to embeddings.</param>
/// <param name="Prefill">The talker over the prompt.</param>
/// <param name="Predictor">The first frame's further codes.</param>
/// <param name="Codec">Its samples, and the reference clip's frames before it.</param>
public sealed record FirstAudioReport(string Voice, double Total, double Prompt, double Prefill, double Predictor, double Codec);
