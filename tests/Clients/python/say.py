# say.py HOST:PORT "text" out.wav
import sys
import wave

import grpc

sys.path.insert(0, "protos")  # the repository's folder
speech, services = grpc.protos_and_services("qwen3tts/v1/speech.proto")


def requests(text):
    yield speech.SynthesizeRequest(start=speech.SynthesizeStart(seed=1))
    for word in text.split(" "):  # as a language model would send it
        yield speech.SynthesizeRequest(text=word + " ")


address, text, path = sys.argv[1:]
with grpc.insecure_channel(address) as channel, wave.open(path, "wb") as wav:
    for answer in services.SpeechStub(channel).Synthesize(requests(text)):
        kind = answer.WhichOneof("message")
        if kind == "started":
            wav.setparams((1, 2, answer.started.sample_rate_hz, 0, "NONE", ""))
        elif kind == "audio":  # the first comes while text is still being sent
            wav.writeframes(answer.audio.pcm)
