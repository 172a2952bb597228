using CsCheck;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.UnitTests.Gateway.Voices;

public sealed class VoiceRecordsTest
{
    private static readonly Gen<VoiceEmbedding> Embeddings = Gen.Select(
        Gen.Float.Array[0, 40],
        Gen.Select(Gen.Int[1, 16], Gen.Int[0, 9]).SelectMany((groups, frames) => Gen.Int[0, 4095].Array[groups * frames].Select(codes => new CodeFrames(groups, codes))).Null(),
        (xVector, codes) => new VoiceEmbedding(xVector, codes));

    [Fact]
    public void Embedding_WrittenAndRead_IsTheSame() => Embeddings.Sample(embedding =>
    {
        var read = VoiceRecords.ReadEmbedding(VoiceRecords.Write(embedding))!;

        Assert.Equal(embedding.XVector.Select(BitConverter.SingleToInt32Bits), read.XVector.Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(embedding.ReferenceCodes?.Groups, read.ReferenceCodes?.Groups);
        Assert.Equal(embedding.ReferenceCodes?.Codes.ToArray(), read.ReferenceCodes?.Codes.ToArray());
    });

    [Fact]
    public void Embedding_CutOrLengthened_IsNone() => Gen.Select(Embeddings, Gen.Int[1, 20], Gen.Bool).Sample((embedding, bytes, lengthen) =>
    {
        var whole = VoiceRecords.Write(embedding);
        byte[] damaged = lengthen ? [.. whole, .. new byte[bytes]] : whole[..Math.Max(0, whole.Length - bytes)];

        Assert.Null(VoiceRecords.ReadEmbedding(damaged));
    });

    [Fact]
    public void Embedding_OfAnyBytes_IsReadOrNone() => Gen.Select(Embeddings, Gen.Int[0, 27], Gen.Byte).Sample((embedding, place, value) =>
    {
        var bytes = VoiceRecords.Write(embedding);
        bytes[place] = value;

        VoiceRecords.ReadEmbedding(bytes);
    });

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"Name\":1}")]
    [InlineData("\u0001null")]
    [InlineData("\u0001{\"Name\":1}")]
    [InlineData("\u0002{}")]
    public void Voice_OfOtherBytes_IsDamaged(string json) =>
        Assert.Throws<InvalidDataException>(() => VoiceRecords.ReadVoice(System.Text.Encoding.UTF8.GetBytes(json)));
}
