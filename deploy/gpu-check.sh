#!/usr/bin/env bash
# For the owner of an NVIDIA GPU: builds with ONNX Runtime's CUDA package, holds what runs on the GPU to the answers of the processor
# (parity in single and half precision, a device's promises), and measures. Nothing of it has been run on a GPU by those who wrote it.
set -euo pipefail
cd "$(dirname "$0")/.."

needs='It needs an NVIDIA GPU with its driver, CUDA 13, cuDNN 9 and a build with -p:OnnxRuntimeFlavor=Gpu.'
fail() {
  echo "gpu-check: $1 $needs" >&2
  exit 1
}

command -v nvidia-smi >/dev/null || fail 'There is no nvidia-smi here, so no NVIDIA driver.'
nvidia-smi -L | grep -q '^GPU' || fail 'The driver sees no GPU.'
nvidia-smi -L

dotnet build Qwen3Tts.Fleet.sln -c Release -warnaserror -p:OnnxRuntimeFlavor=Gpu ||
  fail 'The build with Microsoft.ML.OnnxRuntime.Gpu.Linux failed.'

export QWEN3TTS_DEVICE=cuda
echo "Parity with the official code's answers, single precision:"
tests/ParityTests/bin/Release/net10.0/ParityTests -class '*CodecDecoderParityTest' -class '*CodecEncoderParityTest' -class '*SpeakerEncoderParityTest' ||
  fail 'The codec decoder or the encoders do not give the same answers on the GPU, or could not be loaded there.'
echo "The frame's graph against the processor's kernels, weights in fp32 and fp16, attention in fp16; alone and in a batch:"
continued='Qwen3Tts.UnitTests.Modeling.Generation.GraphFramesTest.Utterance_ContinuedAtAnyFrame_GoesOnAsItWould'
tests/UnitTests/bin/Release/net10.0/UnitTests -class '*GraphFramesTest' -method- "$continued" ||
  fail 'A frame as one graph does not keep what it promises on the GPU.'
echo "An utterance that goes on from any of its frames (a finding, whatever comes out: positions by prefill and by step are other kernels):"
tests/UnitTests/bin/Release/net10.0/UnitTests -method "$continued" ||
  echo 'gpu-check: on this GPU an utterance that is continued goes on, but not with the codes that it would have had.'

for precision in fp16 fp32; do
  for streams in 1 8; do
    echo "First audio and underruns on the GPU, $precision, $streams at a time:"
    Models__Device=cuda dotnet run --project services/Qwen3Tts.Cli -c Release --no-build -p:OnnxRuntimeFlavor=Gpu -- \
      bench load --precision "$precision" --concurrency "$streams" --duration 30 --max-errors 0
  done
done
echo "Its times, for 'qwen3tts plan --gpu', into artifacts/gpu-bench.json:"
mkdir -p artifacts
dotnet run --project services/Qwen3Tts.Cli -c Release --no-build -p:OnnxRuntimeFlavor=Gpu -- \
  bench engine --device cuda --precision fp16 --json artifacts/gpu-bench.json
echo "gpu-check: passed."
