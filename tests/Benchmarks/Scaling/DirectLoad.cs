using Qwen3Tts.Cli.Load;

namespace Qwen3Tts.Benchmarks.Scaling;

/// <summary>What listeners in real time got from generators.</summary>
/// <param name="First">From the call to the first frame, in milliseconds.</param>
/// <param name="Late">Frames that came after their playback.</param>
/// <param name="Working">Cores that the generators used.</param>
/// <param name="Asking">Cores that the listeners used.</param>
internal sealed record DirectLoad(int Streams, double FramesPerSecond, Percentiles First, long Late, double Working, double Asking);
