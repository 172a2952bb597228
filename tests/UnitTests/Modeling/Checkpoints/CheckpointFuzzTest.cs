using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.UnitTests.Fuzzing;

namespace Qwen3Tts.UnitTests.Modeling.Checkpoints;

/// <summary>Whatever a file of a checkpoint holds, reading it ends well or with the one error type, and asks for no more memory than the file is worth.</summary>
public sealed class CheckpointFuzzTest : IDisposable
{
    // Far above what these files need (some 10 MB with the test's own copies), far below what a believed wild number would ask for.
    private const long MaxAllocated = 64 << 20;

    private static readonly string[] Words =
    [
        "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"F32\"", "\"F64\"", "\"BOOL\"", "[0,0]", "[9223372036854775807,2]", "-1", "1e308", "null",
        "true", "{}", "[]", "{", "}", "[", "]", ",", ":", "\"\"", "\"\\uD800\"", "\"__metadata__\":{},", "\\u0000", "\"../x.safetensors\"", "4294967296",
    ];

    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TensorSet_DamagedHeader_FailsOnlyWithSpeechException(int seed)
    {
        var good = SmallWeights();
        var header = 8 + (int)BitConverter.ToUInt64(good);
        Fuzz(seed, mutator => mutator.Mutate(good, ..header), _scratch["model.safetensors"], ReadEverything);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void TensorSet_DamagedHeaderOfTheRightLength_FailsOnlyWithSpeechException(int seed)
    {
        var good = SmallWeights();
        var header = 8 + (int)BitConverter.ToUInt64(good);
        Fuzz(
            seed,
            mutator =>
            {
                var text = mutator.Mutate(good.AsSpan(8..header));
                return [.. BitConverter.GetBytes((long)text.Length), .. text, .. good[header..]];
            },
            _scratch["model.safetensors"],
            ReadEverything);
    }

    [Theory]
    [InlineData(5)]
    public void TensorSet_DamagedAnywhere_FailsOnlyWithSpeechException(int seed)
    {
        var good = SmallWeights();
        Fuzz(seed, mutator => mutator.Mutate(good), _scratch["model.safetensors"], ReadEverything);
    }

    [Theory]
    [InlineData(6)]
    public void TensorSet_DamagedIndex_FailsOnlyWithSpeechException(int seed)
    {
        File.WriteAllBytes(_scratch["one.safetensors"], SmallWeights());
        var good = """
            {"metadata":{"total_size":72},"weight_map":{"a":"one.safetensors","b":"one.safetensors","c":"one.safetensors"}}
            """u8.ToArray();
        Fuzz(seed, mutator => mutator.Mutate(good), _scratch["model.safetensors.index.json"], ReadEverything);
    }

    [Theory]
    [InlineData(7, "config.json")]
    [InlineData(8, "speech_tokenizer/config.json")]
    [InlineData(9, "generation_config.json")]
    public void Configuration_Damaged_FailsOnlyWithSpeechException(int seed, string file)
    {
        var path = _scratch[Path.GetFileName(file)];
        var good = File.ReadAllBytes(Path.Combine(ScratchFolder.Golden("tiny-custom-voice"), file));
        Fuzz(seed, mutator => mutator.Mutate(good), path, () =>
        {
            object read = file switch
            {
                "config.json" => ModelConfiguration.Read(path),
                "generation_config.json" => GenerationDefaults.Read(path),
                _ => CodecConfiguration.Read(path),
            };
            Assert.NotNull(read);
        });
    }

    [Theory]
    [InlineData(10)]
    public void Voices_DamagedReadme_AreReadAllTheSame(int seed)
    {
        Directory.CreateDirectory(_scratch["voices"]);
        File.WriteAllBytes(_scratch["voices/joe.wav"], []);
        var good = File.ReadAllBytes(Path.Combine(Architecture.Sources.Root, "deploy", "models", "nano", "README.md"));
        var mutator = new Mutator(seed, "|", "| joe |", "%", "\n", "voice");
        for (var round = 0; round < 300; round++)
        {
            File.WriteAllBytes(_scratch["README.md"], mutator.Mutate(good));
            Assert.Equal("joe", Assert.Single(VoiceFolder.Read(_scratch.Path)).Name);
        }
    }

    private static byte[] SmallWeights() => WeightFiles.Raw(
        """
        {"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},
         "b":{"dtype":"BF16","shape":[16],"data_offsets":[24,56]},"c":{"dtype":"I64","shape":[],"data_offsets":[56,64]},
         "d":{"dtype":"F16","shape":[0,7],"data_offsets":[64,64]}}
        """,
        64);

    private static void Fuzz(int seed, Func<Mutator, byte[]> damage, string path, Action read)
    {
        var mutator = new Mutator(seed, Words);
        int sound = 0, refused = 0;
        for (var round = 0; round < FuzzRounds.Count; round++)
        {
            File.WriteAllBytes(path, damage(mutator));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read();
                sound++;
            }
            catch (SpeechException error)
            {
                Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
                Assert.NotEmpty(error.Message);
                refused++;
            }
            catch (Exception error)
            {
                Assert.Fail($"Seed {seed}, round {round}: {error}\n{Convert.ToHexString(File.ReadAllBytes(path))}");
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MaxAllocated, $"Seed {seed}, round {round}: {allocated:N0} bytes were allocated.");
        }

        // Damage that never lets a file through, or always does, tests nothing.
        Assert.True(refused > FuzzRounds.Count / 10 && sound > 0, $"{refused} refused, {sound} sound");
    }

    private void ReadEverything()
    {
        using var set = TensorSet.Open(_scratch.Path);
        foreach (var tensor in set.All)
        {
            Assert.Equal(tensor.ByteLength, tensor.Bytes.Length);
            if (tensor.Type is TensorType.F32 or TensorType.F16 or TensorType.BF16)
                Assert.Equal(tensor.Elements, tensor.ToFloats().Length);
        }
    }
}
