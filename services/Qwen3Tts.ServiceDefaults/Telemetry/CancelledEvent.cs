using System.Diagnostics;

namespace Qwen3Tts.ServiceDefaults.Telemetry;

/// <summary>When a caller left, as an event of its span: what comes after it is how long that took to get through.</summary>
public static class CancelledEvent
{
    /// <summary>The event's.</summary>
    public const string Name = "cancelled";

    /// <summary>Notes on the span that the caller leaves, until the result is disposed. Dispose it before the span.</summary>
    public static CancellationTokenRegistration NoteCancel(this Activity? span, CancellationToken caller) =>
        span is null ? default : caller.UnsafeRegister(static noted => ((Activity)noted!).AddEvent(new ActivityEvent(Name)), span);
}
