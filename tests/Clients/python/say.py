# say.py HOST:PORT "text" out.wav
import re
import sys
import wave

import grpc
from qwen3tts.v1 import speech_pb2, speech_pb2_grpc


def requests(text):
    yield speech_pb2.SynthesizeRequest(start=speech_pb2.SynthesizeStart(seed=1))
    for piece in re.findall(r"\S+\s*", text):  # as a language model would send it
        yield speech_pb2.SynthesizeRequest(text=piece)


address, text, path = sys.argv[1:]
with grpc.insecure_channel(address) as channel, wave.open(path, "wb") as wav:
    for answer in speech_pb2_grpc.SpeechStub(channel).Synthesize(requests(text)):
        kind = answer.WhichOneof("message")
        if kind == "started":
            wav.setparams((1, 2, answer.started.sample_rate_hz, 0, "NONE", ""))
        elif kind == "audio":  # the first comes while text is still being sent
            wav.writeframes(answer.audio.pcm)
