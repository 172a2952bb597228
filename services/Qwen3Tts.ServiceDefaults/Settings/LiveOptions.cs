using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Qwen3Tts.ServiceDefaults.Settings;

/// <summary>Options that follow the configuration while the service runs. One that is not valid changes nothing.</summary>
public sealed class LiveOptions<T> : IDisposable
    where T : class
{
    private readonly IDisposable? _following;
    private T _value;

    public LiveOptions(IOptionsFactory<T> factory, IConfiguration configuration)
    {
        _value = factory.Create(Options.DefaultName);
        // Where it throws, who changed the configuration hears of it.
        _following = ChangeToken.OnChange(configuration.GetReloadToken, () => Volatile.Write(ref _value, factory.Create(Options.DefaultName)));
    }

    /// <summary>Those that never change.</summary>
    public LiveOptions(T value) => _value = value;

    /// <summary>As they are now: another object after each change.</summary>
    public T Value => Volatile.Read(ref _value);

    public void Dispose() => _following?.Dispose();
}
