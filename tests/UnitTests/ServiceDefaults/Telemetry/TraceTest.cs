using System.Diagnostics;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Qwen3Tts.Internal.V1;

namespace Qwen3Tts.UnitTests.ServiceDefaults.Telemetry;

[Collection(ProcessTelemetry.Name)]
public sealed class TraceTest
{
    [Fact]
    public async Task Call_ThroughTwoServices_IsOneTraceOfParentsAndChildren()
    {
        using var source = new ActivitySource("Qwen3Tts.TraceTest");
        using var spans = new Spans();
        await using var worker = await TestHost.Start(
            _ => { source.StartActivity("stage")?.Dispose(); return Task.CompletedTask; });
        await using var gateway = await TestHost.Start(
            builder =>
            {
                builder.Services.AddSingleton(new EchoService(_ => Describe(worker.Channel)));
                builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(spans));
            },
            app => app.MapGrpcService<EchoService>(),
            ("Telemetry:Enabled", "true"));

        ActivityTraceId trace;
        using (var utterance = source.StartActivity("utterance"))
        {
            trace = utterance!.TraceId;
            await Describe(gateway.Channel);
        }

        var ended = await spans.WaitFor(trace, 6);
        var stage = ended.Single(span => span.OperationName == "stage");
        Assert.Equal(
            [ActivityKind.Server, ActivityKind.Client, ActivityKind.Server, ActivityKind.Client, ActivityKind.Internal],
            AncestorsOf(stage, ended).Select(span => span.Kind));
        Assert.Equal("utterance", AncestorsOf(stage, ended).Last().OperationName);
    }

    private static async Task Describe(GrpcChannel channel) => await new Internal.V1.TextFrontend.TextFrontendClient(channel).DescribeAsync(
        new DescribeTextFrontendRequest(), cancellationToken: TestContext.Current.CancellationToken);

    private static IEnumerable<Activity> AncestorsOf(Activity span, IReadOnlyList<Activity> all)
    {
        while (all.SingleOrDefault(other => other.SpanId == span.ParentSpanId) is { } parent)
            yield return span = parent;
    }

    private sealed class Spans : BaseProcessor<Activity>
    {
        private readonly List<Activity> _ended = [];
        private TaskCompletionSource _more = Signal();

        // Whoever waits must not go on inside OnEnd, where the signal that it would wait for next is still the old one.
        private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void OnEnd(Activity data)
        {
            lock (_ended)
            {
                _ended.Add(data);
                _more.SetResult();
                _more = Signal();
            }
        }

        public async Task<IReadOnlyList<Activity>> WaitFor(ActivityTraceId trace, int count)
        {
            while (true)
            {
                Task more;
                lock (_ended)
                {
                    var found = _ended.Where(span => span.TraceId == trace).ToList();
                    if (found.Count >= count)
                        return found;
                    more = _more.Task;
                }

                await more.WaitAsync(TestContext.Current.CancellationToken);
            }
        }
    }
}
