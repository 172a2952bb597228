namespace Qwen3Tts.Modeling.Kernels;

/// <summary>Work in chunks that depend neither on one another nor on the thread that does them.</summary>
internal interface IJob
{
    void Execute(int chunk);
}
