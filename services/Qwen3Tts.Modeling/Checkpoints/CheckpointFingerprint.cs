using System.IO.Hashing;
using System.Text;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>Tells weight files apart without reading them whole.</summary>
internal static class CheckpointFingerprint
{
    // The configuration's layout that goes into a family; raised with it.
    private const string FamilyVersion = "2";
    private const int SampledPlaces = 4;
    private const int SampledBytes = 1024;

    /// <summary>
    /// Of each weight file: its header, its size, the time of its last change and its sampled blocks. As 32 hexadecimal digits.
    /// </summary>
    public static string Of(TensorSet tensors)
    {
        var hash = new XxHash128();
        foreach (var file in tensors.Files)
        {
            hash.Append(SafetensorsHeader.Text(file));
            Append(hash, $"{file.Length} {File.GetLastWriteTimeUtc(file.Path).Ticks} {BlockSample.Of(file.Path)}");
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>Of what embeds a clip: the speaker encoder and the codec's encoder, configuration and weights. As 16 hexadecimal digits.</summary>
    public static string OfFamily(Checkpoint checkpoint)
    {
        var hash = new XxHash128();
        Append(hash, $"{FamilyVersion} {checkpoint.Codec.Name} {checkpoint.Codec.Groups} {checkpoint.Codec.SampleRate}");
        Append(hash, Configuration(checkpoint.Configuration.SpeakerEncoder, checkpoint.Codec.Encoder));
        var parts = checkpoint.Tensors.All.Where(tensor => tensor.Name.StartsWith("speaker_encoder.", StringComparison.Ordinal))
            .Concat(checkpoint.CodecTensors.All.Where(tensor => tensor.Name.StartsWith("encoder.", StringComparison.Ordinal)));
        foreach (var tensor in parts.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            Append(hash, $"{tensor.Name} {tensor.Type} {string.Join('x', tensor.Shape)}");
            for (var place = 0; place < SampledPlaces; place++)
                hash.Append(tensor.Sample(place, SampledPlaces, SampledBytes));
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash().AsSpan(0, 8));
    }

    // What the tensors' shapes do not tell.
    private static string Configuration(SpeakerEncoderConfiguration? speaker, CodecEncoderConfiguration encoder) => FormattableString.Invariant(
        $"""
        {speaker?.SampleRate} {speaker?.MelBands} {string.Join(' ', speaker?.Dilations ?? [])} {speaker?.Res2NetScale}
        {string.Join(' ', encoder.Ratios)} {encoder.DilationGrowth} {encoder.ResidualLayers}
        {encoder.Heads} {encoder.KeyValueHeads} {encoder.HeadDim} {encoder.NormEpsilon:R} {encoder.RopeTheta:R}
        """);

    private static void Append(XxHash128 hash, string text) => hash.Append(Encoding.UTF8.GetBytes(text));
}
