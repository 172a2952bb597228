namespace Qwen3Tts.Modeling.Codec;

/// <summary>A part of the network: works on the frames of a pass, from buffers to buffers.</summary>
internal interface ICodecStep
{
    void Run(CodecPass pass);
}
