using System.Numerics.Tensors;
using Qwen3Tts.Audio.Preparation;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Audio.Preparation;

/// <summary>What preparation is for: the x-vectors of nano's encoder. The whole table is in tests/Benchmarks.</summary>
public sealed class PreparedXVectorTest
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task XVector_OfANoisyClip_ComesNearer_AndOfACleanOneStays()
    {
        using var checkpoint = Checkpoint.Open(EmbeddedCheckpoint.Folder);
        using var xVectors = new XVectors(checkpoint);
        var preparer = new ReferencePreparer(new PreparationSettings(), xVectors.SampleRate);
        var undenoised = new ReferencePreparer(new PreparationSettings(DenoiseBelowDb: -20), xVectors.SampleRate);
        foreach (var speaker in TestAudio.Speakers)
        {
            var clip = await TestAudio.Decode($"{speaker}-3.flac");
            var clean = xVectors.Of(clip.Samples);
            var prepared = xVectors.Of(preparer.Prepare(clip, whole: true, Ct).Samples);
            Assert.InRange(TensorPrimitives.CosineSimilarity<float>(clean, prepared), 0.97, 1.001);

            foreach (var noise in new[] { Noises.White(clip.Samples.Length, 1), Noises.Pink(clip.Samples.Length, 1) })
            {
                var noisy = new Waveform(Noises.Mix(clip.Samples, noise, 15), clip.SampleRate);
                var asItCame = TensorPrimitives.CosineSimilarity<float>(clean, xVectors.Of(noisy.Samples));
                var levelled = TensorPrimitives.CosineSimilarity<float>(prepared, xVectors.Of(undenoised.Prepare(noisy, true, Ct).Samples));
                var better = TensorPrimitives.CosineSimilarity<float>(prepared, xVectors.Of(preparer.Prepare(noisy, true, Ct).Samples));
                Assert.True(better > asItCame && better > levelled, $"{speaker}: {asItCame} as it came, {levelled} levelled, {better} prepared");
            }
        }
    }
}
