namespace Qwen3Tts.Gateway.Delivery;

/// <summary>What a client's audio is for.</summary>
internal enum DeliveryPurpose
{
    /// <summary>It is listened to as it comes.</summary>
    Playback,

    /// <summary>It is kept.</summary>
    File,
}
