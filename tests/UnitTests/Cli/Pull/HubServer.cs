using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Qwen3Tts.UnitTests.Cli.Pull;

/// <summary>A hub on loopback with one repository, and the faults that a test asks for.</summary>
public sealed class HubServer : IAsyncDisposable
{
    public const string Repository = "someone/small-voice";

    private readonly WebApplication _app;

    private HubServer(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>Content by path. Those in <see cref="LargePaths"/> are listed with their digest.</summary>
    public Dictionary<string, byte[]> Files { get; } = new()
    {
        ["config.json"] = "{}"u8.ToArray(),
        ["merges.txt"] = [],
        ["vocab.json"] = "{\"a\":0}"u8.ToArray(),
        ["model.safetensors"] = Noise(300_000, 1),
        ["speech_tokenizer/config.json"] = "{ }"u8.ToArray(),
        ["speech_tokenizer/model.safetensors"] = Noise(200_000, 2),
        ["voices/joe.wav"] = Noise(1000, 3),
        ["README.md"] = "# Small"u8.ToArray(),
        [".gitattributes"] = "x"u8.ToArray(),
        ["pytorch_model.bin"] = Noise(1000, 4),
    };

    public HashSet<string> LargePaths { get; } = ["model.safetensors", "speech_tokenizer/model.safetensors"];

    public string ServedRepository { get; set; } = Repository;

    /// <summary>Takes the place of the list that <see cref="Files"/> makes.</summary>
    public string? List { get; set; }

    /// <summary>Digests that are listed in place of the true ones.</summary>
    public Dictionary<string, string?> Digests { get; } = [];

    /// <summary>Sizes that are listed in place of the true ones.</summary>
    public Dictionary<string, long?> Sizes { get; } = [];

    /// <summary>Answers with these, one a request, before anything else.</summary>
    public ConcurrentQueue<HttpStatusCode> Refusals { get; } = new();

    public bool IgnoresRanges { get; set; }

    /// <summary>Once for each entry: sends so many bytes of the file, waits for what is to come before, and breaks the connection.</summary>
    public ConcurrentQueue<(string Path, int Bytes, Func<HttpContext, long, Task> Until)> Cuts { get; } = new();

    /// <summary>Every request for a file: its path, and its Range header or "".</summary>
    public ConcurrentQueue<(string Path, string Range)> Requests { get; } = new();

    public static async Task<HubServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new HubServer(builder.Build());
        server._app.MapGet("/api/models/{owner}/{name}/revision/{revision}", server.ListAsync);
        server._app.MapGet("/{owner}/{name}/resolve/{revision}/{**path}", server.SendAsync);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static byte[] Noise(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private async Task ListAsync(HttpContext context, string owner, string name, string revision)
    {
        if (Refusals.TryDequeue(out var refusal))
            context.Response.StatusCode = (int)refusal;
        else if ($"{owner}/{name}" != ServedRepository || revision != "main" || context.Request.Query["blobs"] != "true")
            context.Response.StatusCode = 404;
        else
            await context.Response.WriteAsync(List ?? JsonSerializer.Serialize(new { siblings = Files.Select(file => Sibling(file.Key, file.Value)) }));
    }

    private object Sibling(string path, byte[] content)
    {
        var size = Sizes.TryGetValue(path, out var stated) ? stated : content.Length;
        var digest = Digests.TryGetValue(path, out var other) ? other : Convert.ToHexStringLower(SHA256.HashData(content));
        return LargePaths.Contains(path) && digest is not null
            ? new { rfilename = path, size, lfs = new { sha256 = digest, size } }
            : new { rfilename = path, size };
    }

    private async Task SendAsync(HttpContext context, string path)
    {
        var range = context.Request.Headers.Range.ToString();
        Requests.Enqueue((path, range));
        if (Refusals.TryDequeue(out var refusal))
        {
            context.Response.StatusCode = (int)refusal;
            return;
        }

        if (!Files.TryGetValue(path, out var content))
        {
            context.Response.StatusCode = 404;
            return;
        }

        var from = range.Length > 0 && !IgnoresRanges ? int.Parse(range["bytes=".Length..^1]) : 0;
        if (from > 0 && from >= content.Length)
        {
            context.Response.StatusCode = 416;
            return;
        }

        if (from > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        context.Response.ContentLength = content.Length - from;
        if (Cuts.TryPeek(out var cut) && cut.Path == path && Cuts.TryDequeue(out cut))
        {
            var until = cut.Until(context, from + cut.Bytes);
            await context.Response.Body.WriteAsync(content.AsMemory(from, cut.Bytes));
            await context.Response.Body.FlushAsync();
            await until;
            context.Abort();
            return;
        }

        await context.Response.Body.WriteAsync(content.AsMemory(from));
    }
}
