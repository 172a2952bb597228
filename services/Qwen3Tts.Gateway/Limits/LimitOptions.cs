using System.ComponentModel.DataAnnotations;
using Qwen3Tts.Gateway.Tenants;

namespace Qwen3Tts.Gateway.Limits;

/// <summary>How much each tenant may take of the speech, at all Gateways together.</summary>
public sealed class LimitOptions : IValidatableObject
{
    public const string Section = "Limits";

    /// <summary>The most utterances that a tenant has open at a time; 0: as many as there is room for.</summary>
    [Range(0, 100_000)]
    public int MaxUtterances { get; set; }

    /// <summary>
    /// The most characters of text a minute that a tenant has spoken, in UTF-16 code units as they come, a document's tags among them;
    /// 0: any number. Who has used them up is refused until there are some again; what was let in is spoken to its end.
    /// </summary>
    [Range(0, 1_000_000_000)]
    public int CharactersPerMinute { get; set; }

    /// <summary>Tenants with limits of their own, in the place of those above.</summary>
    public TenantLimit[] Tenants { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < Tenants.Length; i++)
        {
            var limit = Tenants[i];
            if (!TenantOptions.IsTenantName(limit.Tenant))
            {
                yield return new ValidationResult(
                    $"'{limit.Tenant}' is no tenant: 1 to 64 letters, digits, '-' or '_'.", [$"{nameof(Tenants)}:{i}:{nameof(TenantLimit.Tenant)}"]);
            }

            foreach (var member in limit.OutOfRange())
                yield return new ValidationResult("must be 0 (no limit) or more.", [$"{nameof(Tenants)}:{i}:{member}"]);
        }

        foreach (var tenant in Tenants.GroupBy(limit => limit.Tenant, StringComparer.Ordinal).Where(group => group.Count() > 1))
            yield return new ValidationResult($"the tenant '{tenant.Key}' stands there more than once.", [nameof(Tenants)]);
    }

    /// <summary>What holds for a tenant.</summary>
    internal Allowance Of(Tenant tenant)
    {
        var own = Array.FindIndex(Tenants, limit => limit.Tenant == tenant.Name);
        var limit = own < 0 ? null : Tenants[own];
        return new Allowance(
            limit?.MaxUtterances ?? MaxUtterances,
            Setting(nameof(MaxUtterances), limit?.MaxUtterances),
            limit?.CharactersPerMinute ?? CharactersPerMinute,
            Setting(nameof(CharactersPerMinute), limit?.CharactersPerMinute));

        string Setting(string name, int? value) => value is null ? $"{Section}:{name}" : $"{Section}:{nameof(Tenants)}:{own}:{name}";
    }
}
