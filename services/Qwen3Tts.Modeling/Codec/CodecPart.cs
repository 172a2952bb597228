using Qwen3Tts.Modeling.Cache;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>The codec decoder's packed weights as an entry of the cache.</summary>
internal sealed class CodecPart(CodecPrecision precision) : ICachePart
{
    public string Name => "codec-decoder-weights";

    public string Precision => precision is CodecPrecision.Mixed ? "mixed" : "fp32";

    public GraphSource Source => GraphSource.Codec;

    /// <summary>Reads the packed weights from the cache; packs them first where none are kept.</summary>
    /// <param name="frames">Frames of a pass, of all its sequences.</param>
    /// <exception cref="SpeechException">The checkpoint lacks a tensor, or no cache folder can be written.</exception>
    public CodecNetwork Load(Checkpoint checkpoint, SessionSettings settings, Kernels.ThreadTeam team, int frames)
    {
        var memory = CachedWeights.Read(GraphCache.OpenEntry(checkpoint, this, settings), LengthOf(checkpoint));
        return new CodecNetwork(checkpoint.Codec.Decoder, Tensors(checkpoint, new LoadedCodecStore(memory)), team, frames);
    }

    /// <summary>Bytes of the packed weights.</summary>
    /// <exception cref="SpeechException">The checkpoint lacks a tensor.</exception>
    public long LengthOf(Checkpoint checkpoint)
    {
        var store = new MeasuredCodecStore();
        Visit(checkpoint, store);
        return store.Length;
    }

    public IReadOnlyList<string> Write(Checkpoint checkpoint, string folder, Action<long, long> report)
    {
        var length = LengthOf(checkpoint);
        using var stream = CachedWeights.Create(folder);
        Visit(checkpoint, new WrittenCodecStore(stream, written => report(written, length)));
        return [CachedWeights.FileName];
    }

    private void Visit(Checkpoint checkpoint, CodecStore store)
    {
        using var tensors = Tensors(checkpoint, store);
        CodecNetwork.Visit(checkpoint.Codec.Decoder, tensors);
    }

    private CodecTensors Tensors(Checkpoint checkpoint, CodecStore store) => new(checkpoint.CodecTensors, store, precision is CodecPrecision.Mixed);
}
