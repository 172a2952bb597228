using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Synthesis.Stages;

/// <summary>Opens an utterance's streams to the workers.</summary>
/// <exception cref="SpeechException">Unavailable, with the service's name: no worker that serves the model is there; every method.</exception>
internal interface IStages
{
    ValueTask<ITokenizing> OpenTokenizingAsync(Utterance utterance, CallLimits limits);

    /// <param name="goesOn">Whether frames of the utterance have been made: it is let in where new ones are refused.</param>
    ValueTask<IGenerating> OpenGeneratingAsync(Utterance utterance, CallLimits limits, bool goesOn = false);

    /// <summary>A stream to another worker than that of <paramref name="first"/>, which makes the same frames to the bit.</summary>
    /// <returns>Null where there is none.</returns>
    IGenerating? OpenBeside(IGenerating first, Utterance utterance, CallLimits limits);

    /// <param name="goesOn">Whether samples of the utterance have been made: it is let in where new ones are refused.</param>
    ValueTask<IDecoding> OpenDecodingAsync(Utterance utterance, CallLimits limits, bool goesOn = false);
}
