#!/usr/bin/env bash
# For the owner of an NVIDIA GPU: builds with ONNX Runtime's CUDA package, holds what runs on the GPU to the answers of the processor
# (parity in single precision, a device's steps), and measures. Nothing of it has been run on a GPU by those who wrote it.
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
tests/ParityTests/bin/Release/net10.0/ParityTests -class '*CodecEncoderParityTest' -class '*SpeakerEncoderParityTest' ||
  fail 'The encoders do not give the same answers on the GPU, or could not be loaded there.'
echo "Talker and code predictor against the processor's, their attention in half precision:"
tests/UnitTests/bin/Release/net10.0/UnitTests -class '*GraphNetworksTest' -class '*GraphGenerationTest' -class '*DeviceSequenceTest' -class '*CudaOperatorsTest' ||
  fail 'Talker and code predictor do not keep what they promise on the GPU.'

echo "First audio and underruns on the GPU:"
Models__Device=cuda dotnet run --project services/Qwen3Tts.Cli -c Release --no-build -p:OnnxRuntimeFlavor=Gpu -- \
  bench load --concurrency 2 --duration 30 --max-errors 0
echo "gpu-check: passed."
