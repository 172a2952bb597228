using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Qwen3Tts.UnitTests.ServiceDefaults.Telemetry;

/// <summary>
/// Takes metrics over OTLP (gRPC) and finds exemplars in them, by the field numbers of opentelemetry/proto/metrics/v1/metrics.proto.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    // A byte that says whether it is compressed, and its length.
    private const int GrpcPrefix = 5;

    // ExportMetricsServiceRequest.resource_metrics, ResourceMetrics.scope_metrics, ScopeMetrics.metrics.
    private static readonly int[] Metrics = [1, 2, 2];

    // Metric.histogram, Histogram.data_points, HistogramDataPoint.exemplars.
    private static readonly int[] Exemplars = [9, 1, 8];

    // Metric.name and Exemplar.trace_id.
    private const int MetricName = 1;
    private const int TraceId = 5;

    private readonly ConcurrentQueue<ByteString> _requests = new();
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2))
            .UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.MapPost("/opentelemetry.proto.collector.{signal}.v1.{service}/Export", receiver.TakeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>The traces that a histogram's exemplars lead to, in hexadecimal digits.</summary>
    public IReadOnlyList<string> TracesOf(string histogram) =>
    [
        .. from request in _requests
           from metric in Fields(request, Metrics)
           where Fields(metric, MetricName).Single().ToStringUtf8() == histogram
           from exemplar in Fields(metric, Exemplars)
           from trace in Fields(exemplar, TraceId)
           select Convert.ToHexStringLower(trace.Span),
    ];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (context.Request.Path.Value!.Contains("Metrics", StringComparison.Ordinal))
            _requests.Enqueue(ByteString.CopyFrom(body.ToArray().AsSpan(GrpcPrefix)));
        context.Response.ContentType = "application/grpc";
        // An empty answer.
        await context.Response.Body.WriteAsync(new byte[GrpcPrefix], context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>What lies at a path of fields that are messages, strings or bytes.</summary>
    private static IEnumerable<ByteString> Fields(ByteString message, params int[] path)
    {
        var found = new List<ByteString>();
        var input = message.CreateCodedInput();
        while (input.ReadTag() is not 0 and var tag)
        {
            if (WireFormat.GetTagFieldNumber(tag) == path[0] && WireFormat.GetTagWireType(tag) is WireFormat.WireType.LengthDelimited)
                found.Add(input.ReadBytes());
            else
                input.SkipLastField();
        }

        return path.Length is 1 ? found : found.SelectMany(field => Fields(field, path[1..]));
    }
}
