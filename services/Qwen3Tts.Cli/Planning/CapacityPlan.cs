namespace Qwen3Tts.Cli.Planning;

/// <summary>A fleet that holds the objective, by what was measured.</summary>
/// <param name="Generators">Replicas.</param>
/// <param name="Places">Utterances at work at a time, of each.</param>
/// <param name="GeneratorBusy">The share of its time that a generator with all places taken is at work.</param>
/// <param name="Decoders">Replicas.</param>
/// <param name="DecoderStreams">Utterances of each decoder, in real time.</param>
/// <param name="Fill">The share of all places that is taken on average.</param>
/// <param name="MostFill">The share up to which the objective holds.</param>
/// <param name="HeldSeconds">How long an utterance has its place, on average.</param>
/// <param name="Path">Milliseconds to first audio where a place is free and everything is as busy as it may be.</param>
/// <param name="Wait">Milliseconds that all but the latest wait for a place.</param>
public sealed record CapacityPlan(
    int Generators,
    int Places,
    double GeneratorBusy,
    int Decoders,
    int DecoderStreams,
    double Fill,
    double MostFill,
    double HeldSeconds,
    double Path,
    double Wait);
