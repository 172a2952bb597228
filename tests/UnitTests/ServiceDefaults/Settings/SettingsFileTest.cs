using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Qwen3Tts.ServiceDefaults.Settings;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.ServiceDefaults.Settings;

public sealed class SettingsFileTest : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("settings.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task File_ThatChanges_IsFollowed_AndGoesBeforeOtherSettings()
    {
        Write("""{"Crew": {"Size": 3, "Names": ["ada", "bob"]}}""");
        await using var host = await Start();
        var crew = host.App.Services.GetRequiredService<LiveOptions<Crew>>();
        Assert.Equal((3, "ada bob", 7), (crew.Value.Size, string.Join(' ', crew.Value.Names), crew.Value.Boats));

        Write("""{"Crew": {"Size": 4, "Names": ["ada"]}}""");

        await Eventually.Until(() => crew.Value.Size is 4);
        Assert.Equal(["ada"], crew.Value.Names);
        Assert.DoesNotContain(host.Log.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task LogLevels_AreFollowedToo()
    {
        Write("""{"Logging": {"LogLevel": {"Default": "Warning"}}}""");
        // As the executables' builder does it.
        await using var host = await TestHost.Start(
            builder => builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging")),
            _ => { },
            ("Fleet:SettingsFile", Path),
            ("Fleet:SettingsPeriod", "00:00:00.1"));
        var logger = host.App.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Test");
        Assert.False(logger.IsEnabled(LogLevel.Debug));

        Write("""{"Logging": {"LogLevel": {"Default": "Debug"}}}""");

        await Eventually.Until(() => logger.IsEnabled(LogLevel.Debug));
    }

    [Fact]
    public async Task File_BehindALinkThatChanges_AsKubernetesMountsThem_IsFollowed()
    {
        File.WriteAllText(_folder.File("one"), """{"Crew": {"Size": 3}}""");
        File.WriteAllText(_folder.File("two"), """{"Crew": {"Size": 4}}""");
        File.CreateSymbolicLink(Path, _folder.File("one"));
        await using var host = await Start();
        var crew = host.App.Services.GetRequiredService<LiveOptions<Crew>>();
        Assert.Equal(3, crew.Value.Size);

        File.CreateSymbolicLink(_folder.File("next"), _folder.File("two"));
        File.Move(_folder.File("next"), Path, overwrite: true);

        await Eventually.Until(() => crew.Value.Size is 4);
    }

    [Theory]
    [InlineData("""{"Crew": {"Size": 4""", "cannot be read")]
    [InlineData("[]", "cannot be read")]
    [InlineData("""{"Crew": {"Size": 40}}""", "Crew:Size")]
    [InlineData("""{"Crew": {"Size": "many"}}""", "Crew:Size")]
    [InlineData(null, "cannot be read")]
    public async Task Change_ThatIsNoGood_IsAnError_AndChangesNothing(string? json, string reason)
    {
        Write("""{"Crew": {"Size": 3}}""");
        await using var host = await Start();
        var crew = host.App.Services.GetRequiredService<LiveOptions<Crew>>();

        if (json is null)
            File.Delete(Path);
        else
            Write(json);
        await Eventually.Until(() => host.Log.Entries.Any(entry => entry.Level is LogLevel.Error));
        await Task.Delay(300, TestContext.Current.CancellationToken);

        Assert.Contains(reason, Assert.Single(host.Log.Entries, entry => entry.Level is LogLevel.Error).Text, StringComparison.Ordinal);
        Assert.Equal(3, crew.Value.Size);
        Write("""{"Crew": {"Size": 5}}""");
        await Eventually.Until(() => crew.Value.Size is 5);
    }

    [Fact]
    public async Task Change_OfWhichAPartIsNoGood_ChangesNothingOfTheRest()
    {
        Write("""{"Crew": {"Size": 3}, "Ship": {"Size": 3}}""");
        await using var host = await Start();
        var (crew, ship) = (host.App.Services.GetRequiredService<LiveOptions<Crew>>(), host.App.Services.GetRequiredService<LiveOptions<Ship>>());

        Write("""{"Crew": {"Size": 4}, "Ship": {"Size": 40}}""");
        await Eventually.Until(() => host.Log.Entries.Any(entry => entry.Level is LogLevel.Error));
        Assert.Equal((3, 3), (crew.Value.Size, ship.Value.Size));

        Write("""{"Crew": {"Size": 4}, "Ship": {"Size": 5}}""");
        await Eventually.Until(() => (crew.Value.Size, ship.Value.Size) is (4, 5));
    }

    [Fact]
    public async Task File_ThatIsMissingOrTooLargeAtTheStart_StopsIt_AndSaysWhich()
    {
        var missing = await Assert.ThrowsAsync<InvalidDataException>(Start);
        Write($$"""{"Crew": "{{new string('x', 1 << 20)}}"}""");
        var large = await Assert.ThrowsAsync<InvalidDataException>(Start);

        Assert.Contains($"Fleet:SettingsFile: '{Path}' cannot be read", missing.Message, StringComparison.Ordinal);
        Assert.Contains("more than 1048576 bytes", large.Message, StringComparison.Ordinal);
    }

    private Task<TestHost> Start() => TestHost.Start(
        builder => builder.AddLiveOptions<Crew>("Crew").AddLiveOptions<Ship>("Ship"),
        _ => { },
        ("Fleet:SettingsFile", Path),
        ("Fleet:SettingsPeriod", "00:00:00.1"),
        ("Crew:Size", "1"),
        ("Crew:Boats", "7"));

    private void Write(string json) => File.WriteAllText(Path, json);

    public sealed class Ship
    {
        [Range(0, 10)]
        public int Size { get; set; }
    }

    public sealed class Crew
    {
        [Range(0, 10)]
        public int Size { get; set; }

        public int Boats { get; set; }

        public string[] Names { get; set; } = [];
    }
}
