using System.Buffers;
using Microsoft.Extensions.Caching.Hybrid;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>Embeddings as the cache holds them.</summary>
internal sealed class VoiceEmbeddingSerializer : IHybridCacheSerializer<VoiceEmbedding>
{
    public VoiceEmbedding Deserialize(ReadOnlySequence<byte> source) =>
        VoiceRecords.ReadEmbedding(source.IsSingleSegment ? source.FirstSpan : source.ToArray())
        ?? throw new InvalidDataException("A cached embedding is damaged.");

    public void Serialize(VoiceEmbedding value, IBufferWriter<byte> target) => target.Write(VoiceRecords.Write(value));
}
