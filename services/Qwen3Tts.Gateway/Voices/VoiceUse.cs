using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Tenants;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>A voice that an utterance is spoken with.</summary>
/// <param name="Embedder">The model whose encoder makes the embedding: for a built-in voice the one whose checkpoint ships it.</param>
/// <param name="Key">Which embedding the utterance needs.</param>
/// <param name="CodecGroups">Groups of the family's codec.</param>
internal sealed record VoiceUse(Tenant Tenant, Voice Voice, string Embedder, EmbeddingKey Key, int CodecGroups)
{
    /// <summary>On what ground the voice was made; null where it was not made of a tenant's clip, or before there were any.</summary>
    public VoiceGrant? Grant => Voice switch
    {
        RegisteredVoice registered => registered.Grant,
        OneOffVoice cloned => cloned.Grant,
        _ => null,
    };

    /// <summary>Groups of the codec where the embedding has codes; else null.</summary>
    public int? CodeGroups => Key.WithCodes ? CodecGroups : null;
}
