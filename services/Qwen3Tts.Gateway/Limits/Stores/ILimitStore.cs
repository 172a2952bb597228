using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Limits.Stores;

/// <summary>
/// Counts what tenants have open and have spoken. A permit lasts for <see cref="Lease"/> unless it is renewed, so that those of a Gateway
/// that was killed come back by themselves. Characters are a debt that is paid off steadily, a minute's worth of it a minute: no more is let
/// in while as much as a minute's worth is owed.
/// </summary>
/// <exception cref="SpeechException">Of any kind: it cannot be counted now; every method.</exception>
internal interface ILimitStore
{
    /// <summary>How long a permit lasts that is not renewed.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(9);

    /// <summary>How often permits are renewed: one that comes too late, or two, end nothing.</summary>
    static readonly TimeSpan RenewPeriod = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Takes a permit where the tenant's limits allow one. An utterance that has one already, by another call, keeps it: the call takes it over.
    /// </summary>
    ValueTask<LimitAnswer> EnterAsync(Tenant tenant, Allowance allowance, PermitHolder holder);

    /// <summary>Lets permits last on. One that had ended is taken again, whatever the limit: its utterance is being spoken.</summary>
    /// <returns>Those that another call has taken over.</returns>
    ValueTask<IReadOnlyList<PermitHolder>> RenewAsync(Tenant tenant, IReadOnlyList<PermitHolder> holders);

    /// <summary>Counts characters of an utterance, unless another call has taken its permit over.</summary>
    ValueTask CountAsync(Tenant tenant, Allowance allowance, PermitHolder holder, int characters);

    /// <summary>Gives a permit back, unless another call has taken it over.</summary>
    ValueTask LeaveAsync(Tenant tenant, PermitHolder holder);
}
