namespace Qwen3Tts.Gateway.Voices;

/// <summary>What embeddings are shared under, and leave the share with, all at once.</summary>
/// <param name="Name">Part of a key: <c>clip:</c> and the clip's digest by the tenant's key, or <c>consent:</c> and the consent's id.</param>
internal readonly record struct ShareScope(string Name)
{
    /// <summary>All that was made of one clip.</summary>
    public static ShareScope OfClip(string digest) => new($"clip:{digest}");

    /// <summary>All that was made, of whatever clip, for single utterances by a consent.</summary>
    public static ShareScope OfConsent(string id) => new($"consent:{id}");

    public override string ToString() => Name;
}
