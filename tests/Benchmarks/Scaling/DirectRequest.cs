using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Internal.V1;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.TextFrontend.Limits;
using Qwen3Tts.TextFrontend.Prompts;
using Qwen3Tts.TextFrontend.Tokenization;
using Qwen3Tts.V1;

namespace Qwen3Tts.Benchmarks.Scaling;

/// <summary>What a Gateway would ask a TokenGenerator for: a text's tokens, in the checkpoint's first voice.</summary>
internal sealed class DirectRequest
{
    private readonly GenerateStart _start;

    private DirectRequest(GenerateStart start, TextTokens tokens) => (_start, Tokens) = (start, tokens);

    public TextTokens Tokens { get; }

    /// <param name="model">The name that the generator serves it by.</param>
    /// <param name="frames">How many frames an utterance has at most.</param>
    public static DirectRequest Of(string folder, string model, string text, int frames)
    {
        using var checkpoint = Checkpoint.Open(folder);
        using var encoder = SpeakerEncoder.Load(checkpoint, new ModelsOptions().ToSettings());
        var words = new UtteranceTokenizer(QwenTokenizer.Load(folder), new TextFrontendOptions());
        words.Append(text);
        words.End();
        var start = new GenerateStart
        {
            Model = model,
            Mode = Mode.CloneXVector,
            Language = "auto",
            Prompt = new PromptTokens { Role = { words.Prompt!.Role.Select(id => (uint)id) } },
            TextDelivery = TextDelivery.Streaming,
            Sampling = new Sampling { MaxFrames = frames },
        };
        start.XVector.AddRange(BuiltInXVector.Of(checkpoint, checkpoint.Voices[0], encoder));
        return new DirectRequest(start, new TextTokens { Ids = { words.Take().Select(id => (uint)id) }, End = true });
    }

    public GenerateStart Start(ulong seed)
    {
        var start = _start.Clone();
        (start.Seed, start.UtteranceId) = (seed, Guid.NewGuid().ToString("N"));
        return start;
    }
}
