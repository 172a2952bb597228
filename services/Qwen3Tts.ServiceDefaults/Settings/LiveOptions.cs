using Microsoft.Extensions.Options;

namespace Qwen3Tts.ServiceDefaults.Settings;

/// <summary>Options that follow the settings while the service runs. Where any of the service's are not valid none of them change.</summary>
public sealed class LiveOptions<T> : ILiveOptions
    where T : class
{
    private readonly IOptionsFactory<T>? _factory;
    private T _value;

    public LiveOptions(IOptionsFactory<T> factory) => (_factory, _value) = (factory, factory.Create(Options.DefaultName));

    /// <summary>Those that never change.</summary>
    public LiveOptions(T value) => _value = value;

    /// <summary>As they are now: another object after each change.</summary>
    public T Value => Volatile.Read(ref _value);

    Action ILiveOptions.Prepare()
    {
        var next = _factory?.Create(Options.DefaultName) ?? Value;
        return () => Volatile.Write(ref _value, next);
    }
}
