using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Qwen3Tts.ServiceDefaults.Hosting;

namespace Qwen3Tts.ServiceDefaults.Settings;

/// <summary>Settings of a file, and those of them that may change while the service runs.</summary>
public static class SettingsHosting
{
    /// <summary>As <see cref="FleetHosting.AddFleetOptions{T}"/>, and as <see cref="LiveOptions{T}"/>.</summary>
    public static WebApplicationBuilder AddLiveOptions<T>(this WebApplicationBuilder builder, string section)
        where T : class
    {
        builder.Services.TryAddSingleton<LiveOptions<T>>();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<ILiveOptions, LiveOptions<T>>(services => services.GetRequiredService<LiveOptions<T>>()));
        return builder.AddFleetOptions<T>(section);
    }

    /// <exception cref="InvalidDataException">The file that is named cannot be read.</exception>
    internal static WebApplicationBuilder AddSettingsFile(this WebApplicationBuilder builder)
    {
        builder.AddFleetOptions<SettingsOptions>(SettingsOptions.Section);
        if (builder.Configuration[$"{SettingsOptions.Section}:{nameof(SettingsOptions.SettingsFile)}"] is not { Length: > 0 } path)
            return builder;
        var file = new SettingsFile(path);
        ((IConfigurationBuilder)builder.Configuration).Add(file);
        builder.Services.AddSingleton(file);
        builder.Services.AddHostedService<SettingsWatch>();
        return builder;
    }
}
