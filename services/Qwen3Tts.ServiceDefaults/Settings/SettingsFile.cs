using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Qwen3Tts.ServiceDefaults.Settings;

/// <summary>
/// A JSON file of settings that is read again, through links as Kubernetes mounts them, and keeps what it had where it cannot be read: the
/// framework's own forgets everything then, and so would a Gateway its keys.
/// </summary>
internal sealed class SettingsFile(string path) : ConfigurationProvider, IConfigurationSource
{
    /// <summary>Bytes of the largest file.</summary>
    public const int MaxBytes = 1 << 20;

    private byte[]? _bytes;

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <exception cref="InvalidDataException">It is missing, too large or no JSON object; says so with its name.</exception>
    public override void Load() => Read();

    /// <summary>Reads it again.</summary>
    /// <param name="use">Takes on what it says where it is another; where that throws, it says what it said before.</param>
    /// <exception cref="InvalidDataException">As <see cref="Load"/>; what was read before stays.</exception>
    public void Refresh(Action use)
    {
        var (data, bytes) = (Data, _bytes);
        if (!Read())
            return;
        try
        {
            use();
        }
        catch
        {
            (Data, _bytes) = (data, bytes);
            throw;
        }

        OnReload();
    }

    private bool Read()
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > MaxBytes)
                throw new InvalidDataException($"it has more than {MaxBytes} bytes.");
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            if (bytes.AsSpan().SequenceEqual(_bytes))
                return false;
            var settings = new ConfigurationBuilder().AddJsonStream(new MemoryStream(bytes)).Build();
            Data = settings.AsEnumerable().Where(setting => setting.Value is not null).ToDictionary(StringComparer.OrdinalIgnoreCase);
            _bytes = bytes;
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or JsonException)
        {
            throw new InvalidDataException($"{SettingsOptions.Section}:{nameof(SettingsOptions.SettingsFile)}: '{path}' cannot be read: {error.Message}", error);
        }
    }
}
