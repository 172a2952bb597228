using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Qwen3Tts.AcousticDecoder.Hosting;
using Qwen3Tts.Gateway.Hosting;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.SpeakerEmbedding.Hosting;
using Qwen3Tts.TextFrontend.Hosting;
using Qwen3Tts.TokenGenerator.Hosting;

namespace Qwen3Tts.ChartTests.Settings;

/// <summary>The settings of an executable, by its own registrations: what it binds, and what it says of values.</summary>
internal sealed class ServiceSettings
{
    private readonly IServiceCollection _services;

    /// <param name="image">The end of its image's name, such as <c>token-generator</c>.</param>
    /// <param name="environment">Variables as a container has them.</param>
    public ServiceSettings(string image, IReadOnlyDictionary<string, string> environment)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(environment.Select(one => KeyValuePair.Create(Setting(one.Key), (string?)one.Value)));
        builder.AddFleetDefaults(image);
        _ = image switch
        {
            "gateway" => builder.AddGateway(),
            "text-frontend" => builder.AddWorkerSecurity().AddTextFrontend(),
            "speaker-embedding" => builder.AddWorkerSecurity().AddSpeakerEmbedding(),
            "token-generator" => builder.AddWorkerSecurity().AddTokenGenerator(),
            "acoustic-decoder" => builder.AddWorkerSecurity().AddAcousticDecoder(),
            _ => throw new ArgumentException($"'{image}' is no service.", nameof(image)),
        };
        _services = builder.Services;
    }

    /// <summary>The setting that a variable stands for.</summary>
    public static string Setting(string variable) => variable.Replace("__", ":", StringComparison.Ordinal);

    /// <summary>Whether an option is bound to <paramref name="setting"/>, such as <c>Gateway:ApiKeys:0:Tenant</c>.</summary>
    public bool Has(string setting)
    {
        return Options().Any(type => type.GetField("Section")?.GetRawConstantValue() is string section
            && setting.StartsWith(section + ":", StringComparison.Ordinal) && Has(type, setting[(section.Length + 1)..].Split(':')));
    }

    /// <summary>Binds and checks all options, as at the service's start.</summary>
    public void Validate()
    {
        using var services = _services.BuildServiceProvider();
        services.GetRequiredService<IStartupValidator>().Validate();
    }

    private IEnumerable<Type> Options() => _services
        .Where(service => service.ServiceType.IsGenericType && service.ServiceType.GetGenericTypeDefinition() == typeof(IValidateOptions<>))
        .Select(service => service.ServiceType.GenericTypeArguments[0])
        .Where(type => type.Namespace?.StartsWith("Qwen3Tts.", StringComparison.Ordinal) is true);

    private static bool Has(Type type, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty)
            return true;
        if (type.IsArray)
            return int.TryParse(path[0], out _) && Has(type.GetElementType()!, path[1..]);
        if (type.IsGenericType && type.GetGenericArguments() is [var item])
            return int.TryParse(path[0], out _) && Has(item, path[1..]);
        return type.GetProperty(path[0], BindingFlags.Public | BindingFlags.Instance) is { } property && Has(property.PropertyType, path[1..]);
    }
}
