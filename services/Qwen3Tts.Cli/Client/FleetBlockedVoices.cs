using Grpc.Core;

namespace Qwen3Tts.Cli.Client;

/// <summary>For an operator: the voices that a fleet lets nobody clone. Every method throws as those of <see cref="FleetClient"/>.</summary>
public sealed class FleetBlockedVoices
{
    private readonly FleetClient _fleet;
    private readonly V1.BlockedVoices.BlockedVoicesClient _blocked;

    internal FleetBlockedVoices(FleetClient fleet, CallInvoker invoker)
    {
        _fleet = fleet;
        _blocked = new V1.BlockedVoices.BlockedVoicesClient(invoker);
    }

    /// <returns>The entry; how many registered voices were revoked for it, and how many flagged in the log; whether some are still to be compared.</returns>
    public Task<(ServedBlockedVoice Entry, long Revoked, long Flagged, bool Pending)> AddAsync(Stream clip, string? note, CancellationToken cancellationToken) => _fleet.CallAsync(
        async () =>
        {
            using var call = _blocked.AddBlockedVoice(cancellationToken: cancellationToken);
            await ClipSending.SendAsync(
                call.RequestStream,
                new V1.AddBlockedVoiceRequest { Start = new V1.AddBlockedVoiceStart { Note = note ?? "" } },
                [(clip, piece => new V1.AddBlockedVoiceRequest { Clip = piece })],
                cancellationToken);
            var added = await call;
            return (Read(added.Voice), (long)added.RevokedVoices, (long)added.FlaggedVoices, added.RecheckPending);
        },
        cancellationToken);

    public Task<IReadOnlyList<ServedBlockedVoice>> ListAsync(CancellationToken cancellationToken) => _fleet.CallAsync<IReadOnlyList<ServedBlockedVoice>>(
        async () => [.. (await _blocked.ListBlockedVoicesAsync(new(), cancellationToken: cancellationToken)).Voices.Select(Read)], cancellationToken);

    public Task RemoveAsync(string id, CancellationToken cancellationToken) => _fleet.CallAsync(
        async () => await _blocked.RemoveBlockedVoiceAsync(new V1.RemoveBlockedVoiceRequest { Id = id }, cancellationToken: cancellationToken), cancellationToken);

    private static ServedBlockedVoice Read(V1.BlockedVoice entry) => new(entry.Id, entry.Note, entry.AddedAt.ToDateTimeOffset(), entry.Comparable);
}
