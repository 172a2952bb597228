using Grpc.Core;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>Hears from workers that they stop.</summary>
internal interface IWorkerHealth
{
    /// <summary>Ends when a worker that served says that it does no more, or when it can say nothing more.</summary>
    /// <returns>Whether it said so: its calls may go on, but it takes no new ones.</returns>
    Task<bool> LeavesAsync(CallInvoker worker);
}
