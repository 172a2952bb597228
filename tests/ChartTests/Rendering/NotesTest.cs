namespace Qwen3Tts.ChartTests.Rendering;

/// <summary>What <c>helm install</c> says at its end can be followed.</summary>
public sealed class NotesTest
{
    public static TheoryData<string> ValuesFiles { get; } = [.. Helm.ValuesFiles];

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task Notes_NameTheTwoNextCommands_AndEveryKeyThatTheSecretNeeds(string values)
    {
        var notes = await NotesAsync(values);

        Assert.Contains("\n  helm test fleet -n speech\n", notes, StringComparison.Ordinal);
        Assert.Contains("port-forward service/fleet-gateway 5100", notes, StringComparison.Ordinal);
        Assert.Contains("qwen3tts say", notes, StringComparison.Ordinal);
        var needed = from pod in (await Manifests.Rendered.OfAsync(values)).Pods
                     from one in pod.Containers.SelectMany(container => container.Env ?? [])
                     where one.ValueFrom?.SecretKeyRef is { } key && (key.Optional is not true || key.Key is "test-api-key")
                     select one.ValueFrom.SecretKeyRef.Key;
        Assert.All(needed.Distinct(), key => Assert.Contains($"--from-literal={key}=", notes, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Notes_WithoutKeys_SayThatNobodyIsServed()
    {
        var notes = await NotesAsync(null);

        Assert.Contains("nobody is served yet", notes, StringComparison.Ordinal);
        Assert.Contains("gateway.apiKeys[0].sha256=", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("helm test", notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notes_WithoutAnIssuer_SayHowCertificatesAreMade()
    {
        var notes = await NotesAsync(null);

        Assert.All((await Manifests.Rendered.OfAsync("defaults")).Services, pod =>
        {
            Assert.Contains($" {pod.Component}=fleet-{pod.Component}.speech.svc", notes, StringComparison.Ordinal);
            Assert.Equal($"fleet-{pod.Component}-tls", pod.Spec.Volumes.Single(volume => volume.Name is "tls").Secret.SecretName);
        });
        Assert.Contains("create secret generic fleet-$part-tls", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("certificates/make", await NotesAsync("one-gpu"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("generator.autoscaling.enabled=false", false)]
    [InlineData("podMonitor.enabled=false", true)]
    public async Task Notes_WithAScalerAndNoPodMonitor_NameTheLabelsThatItsSeriesNeed(string overrides, bool expected)
    {
        var notes = await NotesAsync("many-gpus", overrides is "" ? [] : [overrides]);

        Assert.Equal(expected, notes.Contains(
            """namespace="speech", fleet="fleet" and component="generator-custom-1-7b" or "generator-base-0-6b".""", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("networkPolicy.enabled=true", false)]
    [InlineData("networkPolicy.enabled=false", true)]
    public async Task Notes_WithNeitherTlsNorPolicies_WarnOfIt(string overrides, bool expected)
    {
        Assert.Equal(expected, (await NotesAsync("one-node", overrides)).Contains("WARNING: tls.enabled and networkPolicy.enabled are both false.", StringComparison.Ordinal));
        Assert.DoesNotContain("WARNING", await NotesAsync("one-gpu", overrides), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ClusterIP", false)]
    [InlineData("NodePort", true)]
    [InlineData("LoadBalancer", true)]
    public async Task Notes_WithAServiceThatIsSeenFromOutside_WarnOfKeysInPlainText(string type, bool expected) => Assert.Equal(
        expected, (await NotesAsync("one-gpu", $$"""gateway.service.type="{{type}}" """)).Contains($"WARNING: gateway.service.type {type} ", StringComparison.Ordinal));

    private static async Task<string> NotesAsync(string? values, params string[] overrides)
    {
        var helm = await Helm.RunAsync(["install", Helm.Release, Helm.Chart, "--namespace", Helm.Namespace, "--dry-run=client", .. Helm.Given(values, overrides)]);
        Assert.True(helm.ExitCode is 0, helm.Error);
        return helm.Output[helm.Output.IndexOf("NOTES:", StringComparison.Ordinal)..];
    }
}
