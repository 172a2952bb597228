using System.Buffers.Binary;
using System.Security.Cryptography;
using Qwen3Tts.Audio.Pcm;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Audio.Containers;

public sealed class FlacReaderTest
{
    // After the marker and the block's header, 18 bytes into STREAMINFO.
    private const int DigestOffset = 4 + 4 + 18;

    public static TheoryData<string> Clips => ["am_fenrir-1.flac", "af_bella-3.flac", "bf_emma-1.flac", "formats/speech.flac"];

    [Theory]
    [MemberData(nameof(Clips))]
    public async Task Samples_HaveTheDigestThatTheEncoderWrote(string name)
    {
        var clip = await TestAudio.Decode(name);

        Assert.Equal(TestAudio.File(name).AsSpan(DigestOffset, 16).ToArray(), MD5.HashData(Pcm16.FromFloat(clip.Samples)));
    }

    [Fact]
    public async Task EveryFlippedBit_IsFound()
    {
        var good = TestAudio.File("formats/speech.flac");
        var random = new Random(1);

        for (var i = 0; i < 50; i++)
        {
            var file = good.ToArray();
            // Past the blocks before the audio, whose free text nothing guards.
            file[random.Next(200, file.Length)] ^= (byte)(1 << random.Next(8));
            await Assert.ThrowsAsync<SpeechException>(() => Qwen3Tts.Audio.Containers.ClipDecoder.Decode(
                file, new(60), new(), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Hours_StatedByTheHeader_AreRefusedBeforeDecoding()
    {
        var file = TestAudio.File("formats/speech.flac");
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(4 + 4 + 14), 24_000 * 3600 * 10u);

        var error = await Assert.ThrowsAsync<SpeechException>(() => Qwen3Tts.Audio.Containers.ClipDecoder.Decode(
            file, new(60), new(), TestContext.Current.CancellationToken));

        Assert.Equal("The audio is 36000.0 s long; at most 60 s are accepted.", error.Message);
    }
}
