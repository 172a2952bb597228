using System.Buffers;
using Microsoft.Extensions.Caching.Hybrid;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>Embeddings as the cache holds them.</summary>
internal sealed class ClipEmbeddingSerializer : IHybridCacheSerializer<ClipEmbedding>
{
    public ClipEmbedding Deserialize(ReadOnlySequence<byte> source) =>
        VoiceRecords.ReadClipEmbedding(source.IsSingleSegment ? source.FirstSpan : source.ToArray())
        ?? throw new InvalidDataException("A cached embedding is damaged.");

    public void Serialize(ClipEmbedding value, IBufferWriter<byte> target) => target.Write(VoiceRecords.Write(value));
}
