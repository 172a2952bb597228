// node say.js HOST:PORT "text" out.wav
const fs = require('node:fs');
const grpc = require('@grpc/grpc-js');
const protos = require('@grpc/proto-loader').loadSync('qwen3tts/v1/speech.proto', {
  includeDirs: ['protos'], // the repository's folder
});
const { Speech } = grpc.loadPackageDefinition(protos).qwen3tts.v1;

const [address, text, path] = process.argv.slice(2);
const call = new Speech(address, grpc.credentials.createInsecure()).Synthesize();
const pieces = [];
let rate;
call.on('data', ({ started, audio }) => {
  if (started) rate = started.sampleRateHz;
  if (audio) pieces.push(audio.pcm); // the first comes while text is still being sent
});
call.on('end', () => fs.writeFileSync(path, wav(Buffer.concat(pieces), rate)));
call.on('error', (error) => {
  console.error(error.details);
  process.exitCode = 1;
});

call.write({ start: { seed: 1 } });
for (const piece of text.match(/\S+\s*/g)) call.write({ text: piece }); // as a language model would send it
call.end();

function wav(pcm, rate) {
  const header = Buffer.alloc(44);
  header.write('RIFF');
  header.writeUInt32LE(36 + pcm.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // mono
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(2 * rate, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(pcm.length, 40);
  return Buffer.concat([header, pcm]);
}
