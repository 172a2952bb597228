namespace Qwen3Tts.ServiceDefaults.Settings;

/// <summary>Options that follow the settings while the service runs.</summary>
internal interface ILiveOptions
{
    /// <summary>Makes them anew from the settings as they are now.</summary>
    /// <returns>What takes them on.</returns>
    /// <exception cref="Exception">They are not valid; nothing has changed.</exception>
    Action Prepare();
}
