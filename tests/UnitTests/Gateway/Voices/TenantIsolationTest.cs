using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Grpc.Core;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Voices;

/// <summary>
/// Whatever two tenants do with names that are alike, each is answered as if it were alone: a model of its own voices tells every answer.
/// </summary>
public sealed class TenantIsolationTest
{
    private const int Samples = 25;

    private static readonly string[] Tenants = ["acme", "bolt"];

    private static readonly (string, string)[] Settings =
    [
        .. Tenants.SelectMany((tenant, at) => new[]
        {
            ($"Gateway:ApiKeys:{at}:Tenant", tenant), ($"Gateway:ApiKeys:{at}:Sha256", Hash(tenant)), ($"Gateway:ApiKeys:{at}:Attested", "true"),
        }),
    ];

    private static readonly string[] Kinds = ["create", "get", "list", "update", "revoke", "delete", "speak", "by-id"];

    private static readonly Gen<(int Tenant, int Kind, int Name)[]> Actions = Gen.Select(
        Gen.Int[0, 1], Gen.Int[0, Kinds.Length - 1], Gen.Int[0, 2]).Array[1, 30];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tenant_IsAnsweredAsIfItWereAlone_WhateverAnotherDoes()
    {
        await using var fleet = await FakeFleet.StartUsual([.. Settings, ("Voices:MaxPerTenant", "100000")]);
        await Actions.SampleAsync(
            async actions =>
            {
                // Names of this sample only, so that it begins with nothing.
                var prefix = Guid.NewGuid().ToString("N")[..12];
                Side[] sides = [new(fleet, Tenants[0], prefix), new(fleet, Tenants[1], prefix)];
                foreach (var (tenant, kind, name) in actions)
                    await sides[tenant].Do(Kinds[kind], $"{prefix}-{name}", sides[1 - tenant]);
            },
            iter: Samples,
            threads: 1);
    }

    [Fact]
    public async Task Clip_ThatAnotherTenantHasCloned_TellsByNothingThatItWas()
    {
        await using var fleet = await FakeFleet.StartUsual(Settings);
        await fleet.CreateVoice("mine", "the same clip", headers: Key("acme"));

        var other = await fleet.CreateVoice("mine", "the same clip", headers: Key("bolt"));

        // Embedded anew: not even the time that it takes tells.
        Assert.Equal(2, fleet.SpeakerEmbedding.Starts.Count);
        Assert.Null(other.LastUsed);
    }

    private static Metadata Key(string tenant) => new() { { "x-api-key", tenant } };

    private static string Hash(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>One tenant, and what it must be told.</summary>
    private sealed class Side(FakeFleet fleet, string tenant, string prefix)
    {
        private readonly Dictionary<string, (string Id, VoiceState State)> _voices = [];
        private readonly HashSet<string> _ids = [];

        public async Task Do(string action, string name, Side other)
        {
            var known = _voices.TryGetValue(name, out var voice);
            var (status, detail) = await Status(action, name, other);

            Assert.Equal(Expected(action, known, voice.State), status);
            // What the caller asked for is quoted to it.
            Assert.DoesNotContain(other._ids, id => action is not "by-id" && detail.Contains(id, StringComparison.Ordinal));
            if (status is StatusCode.NotFound)
                Assert.DoesNotContain(other._voices.Keys.Except(_voices.Keys), theirs => theirs != name && detail.Contains(theirs, StringComparison.Ordinal));
        }

        private static StatusCode Expected(string action, bool known, VoiceState state) => action switch
        {
            "create" => known ? StatusCode.AlreadyExists : StatusCode.OK,
            "list" => StatusCode.OK,
            "by-id" => StatusCode.NotFound,
            _ when !known => StatusCode.NotFound,
            "update" or "speak" when state is VoiceState.Revoked => StatusCode.PermissionDenied,
            _ => StatusCode.OK,
        };

        private async Task<(StatusCode Status, string Detail)> Status(string action, string name, Side other)
        {
            try
            {
                await Call(action, name, other);
                return (StatusCode.OK, "");
            }
            catch (RpcException error)
            {
                return (error.StatusCode, error.Status.Detail);
            }
        }

        private async Task Call(string action, string name, Side other)
        {
            switch (action)
            {
                case "create":
                    var made = await fleet.CreateVoice(name, $"clip of {tenant}", headers: Key(tenant));
                    Assert.True(_ids.Add(made.Id));
                    _voices[name] = (made.Id, VoiceState.Active);
                    break;
                case "get":
                    var found = await fleet.Voices.GetVoiceAsync(new GetVoiceRequest { Name = name }, Key(tenant), cancellationToken: Ct);
                    Assert.Equal(_voices[name], (found.Id, found.State));
                    break;
                case "list":
                    var listed = (await fleet.Voices.ListVoicesAsync(new(), Key(tenant), cancellationToken: Ct)).Voices;
                    Assert.Equal(
                        _voices.OrderBy(voice => voice.Key, StringComparer.Ordinal).Select(voice => (voice.Key, voice.Value.Id, voice.Value.State)),
                        listed.Where(voice => voice.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(voice => (voice.Name, voice.Id, voice.State)));
                    break;
                case "update":
                    await fleet.Voices.UpdateVoiceAsync(new UpdateVoiceRequest { Name = name, Description = tenant }, Key(tenant), cancellationToken: Ct);
                    break;
                case "revoke":
                    await fleet.Voices.RevokeVoiceAsync(new RevokeVoiceRequest { Name = name }, Key(tenant), cancellationToken: Ct);
                    _voices[name] = (_voices[name].Id, VoiceState.Revoked);
                    break;
                case "delete":
                    await fleet.Voices.DeleteVoiceAsync(new DeleteVoiceRequest { Name = name }, Key(tenant), cancellationToken: Ct);
                    _voices.Remove(name);
                    break;
                case "speak":
                    await Speak(name);
                    break;
                default:
                    // An id is no name, whosever it is.
                    await fleet.Voices.GetVoiceAsync(
                        new GetVoiceRequest { Name = other._ids.FirstOrDefault() ?? new string('0', 32) }, Key(tenant), cancellationToken: Ct);
                    break;
            }
        }

        private async Task Speak(string name)
        {
            using var call = new SpeechCall(fleet.Speech.Synthesize(Key(tenant), cancellationToken: Ct));
            await call.SendUntilRefused(new SynthesizeRequest { Start = new SynthesizeStart { Voice = name } }, new SynthesizeRequest { Text = "a" });
            Assert.NotNull((await call.ReadToEnd()).Finished);
        }
    }
}
