using Qwen3Tts.Modeling.Cache;
using Qwen3Tts.Modeling.Codec;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Modeling.Codec;

public sealed class CodecPartTest : IDisposable
{
    private readonly GoldenCheckpoint _golden = new();

    public void Dispose() => _golden.Dispose();

    [Theory]
    [InlineData(CodecPrecision.Float32)]
    [InlineData(CodecPrecision.Mixed)]
    public void Decoder_LoadedAgain_TakesWhatIsKept_AndDecodesTheSame(CodecPrecision precision)
    {
        var first = Decode(precision);
        var kept = Kept(precision);
        var written = File.GetLastWriteTimeUtc(kept);

        Assert.Equal(first, Decode(precision));

        Assert.Equal(written, File.GetLastWriteTimeUtc(kept));
        using var checkpoint = _golden.Open();
        Assert.Equal(new CodecPart(precision).LengthOf(checkpoint), new FileInfo(kept).Length);
    }

    [Fact]
    public void Precisions_AreKeptApart()
    {
        Decode(CodecPrecision.Float32);
        Decode(CodecPrecision.Mixed);

        Assert.NotEqual(new FileInfo(Kept(CodecPrecision.Float32)).Length, new FileInfo(Kept(CodecPrecision.Mixed)).Length);
    }

    [Fact]
    public void KeptWeights_ThatWereCutShort_AreMadeAnew()
    {
        var first = Decode(CodecPrecision.Float32);
        using (var file = File.OpenWrite(Kept(CodecPrecision.Float32)))
            file.SetLength(file.Length / 2);

        Assert.Equal(first, Decode(CodecPrecision.Float32));
    }

    [Fact]
    public void Configuration_ThatNoLongerFitsTheTensors_IsRefused_ThoughTheirWeightsAreKept()
    {
        Decode(CodecPrecision.Float32);
        var path = Path.Combine(_golden.Folder, "speech_tokenizer", "config.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"intermediate_size\": 64", "\"intermediate_size\": 48", StringComparison.Ordinal));

        var error = Assert.Throws<SpeechException>(() => Decode(CodecPrecision.Float32));

        Assert.Contains("gate_proj", error.Message, StringComparison.Ordinal);
    }

    private float[] Decode(CodecPrecision precision)
    {
        using var checkpoint = _golden.Open();
        using var decoder = CodecDecoder.Load(checkpoint, new SessionSettings(Threads: 1), precision);
        using var state = decoder.Start();
        return decoder.Decode(state, new CodeFrames(decoder.Format.Groups, [.. Enumerable.Range(0, 3 * decoder.Format.Groups)]));
    }

    private string Kept(CodecPrecision precision)
    {
        using var checkpoint = _golden.Open();
        return Path.Combine(GraphCache.Entry(checkpoint, new CodecPart(precision), chosen: null).Folder, CachedWeights.FileName);
    }
}
