using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Qwen3Tts.Gateway.Tenants;

/// <summary>Who may call.</summary>
public sealed partial class TenantOptions : IValidatableObject
{
    public const string Section = "Gateway";

    /// <summary>The keys that are known, as hashes; several may belong to one tenant.</summary>
    public ApiKeyHash[] ApiKeys { get; set; } = [];

    /// <summary>
    /// Whether a call without a key from this machine is served, as tenant <c>local</c>. Turn it off behind a proxy on the
    /// same machine, whose callers would all seem local.
    /// </summary>
    public bool AllowLoopback { get; set; } = true;

    /// <summary>
    /// Whether such calls may clone on the caller's own word that they have the person's consent. Each use is recorded.
    /// </summary>
    public bool LoopbackAttests { get; set; }

    /// <summary>Whether such calls are the operator's: may decide on consents, block voices and verify the audit trail.</summary>
    public bool LoopbackOperates { get; set; }

    /// <summary>Every tenant that may call.</summary>
    internal IEnumerable<Tenant> Known() => ApiKeys.Select(key => new Tenant(key.Tenant)).Append(Tenant.Local).Distinct();

    internal static bool IsTenantName(string name) => TenantName().IsMatch(name);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < ApiKeys.Length; i++)
        {
            if (!IsTenantName(ApiKeys[i].Tenant))
            {
                yield return new ValidationResult(
                    $"'{ApiKeys[i].Tenant}' is no tenant: 1 to 64 letters, digits, '-' or '_'.", [$"{nameof(ApiKeys)}:{i}:{nameof(ApiKeyHash.Tenant)}"]);
            }

            if (ApiKeys[i].Tenant == Tenant.Operator.Name)
            {
                yield return new ValidationResult(
                    $"'{Tenant.Operator.Name}' is where the operator's own trail stands: choose another name.", [$"{nameof(ApiKeys)}:{i}:{nameof(ApiKeyHash.Tenant)}"]);
            }

            if (!Sha256().IsMatch(ApiKeys[i].Sha256))
            {
                yield return new ValidationResult(
                    "must be the 64 hexadecimal digits of the key's SHA-256 hash.", [$"{nameof(ApiKeys)}:{i}:{nameof(ApiKeyHash.Sha256)}"]);
            }
        }

        foreach (var hash in ApiKeys.GroupBy(key => key.Sha256, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            yield return new ValidationResult($"the hash {hash.Key} stands there more than once.", [nameof(ApiKeys)]);
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex TenantName();

    [GeneratedRegex(@"^[0-9A-Fa-f]{64}\z")]
    private static partial Regex Sha256();
}
