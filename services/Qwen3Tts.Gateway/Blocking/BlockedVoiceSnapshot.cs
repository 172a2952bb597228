using System.Numerics.Tensors;

namespace Qwen3Tts.Gateway.Blocking;

/// <summary>The list as it was at one time.</summary>
internal sealed record BlockedVoiceSnapshot(string Version, IReadOnlyList<BlockedVectors> Entries)
{
    /// <summary>Whether what an encoder makes can be compared with every entry.</summary>
    public bool Covers(string encoder) => Entries.All(entry => entry.Vectors.ContainsKey(encoder));

    /// <summary>The entry that a voice is nearest to.</summary>
    /// <returns>Null where no entry has a vector of that encoder.</returns>
    public (string Id, float Similarity)? Nearest(string encoder, float[] xVector)
    {
        (string Id, float Similarity)? nearest = null;
        foreach (var entry in Entries)
        {
            if (!entry.Vectors.TryGetValue(encoder, out var vector))
                continue;
            var similarity = TensorPrimitives.CosineSimilarity<float>(vector, xVector);
            if (nearest is null || similarity > nearest.Value.Similarity)
                nearest = (entry.Id, similarity);
        }

        return nearest;
    }
}
