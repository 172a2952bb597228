using System.CommandLine;
using Qwen3Tts.Benchmarks.Codec;
using Qwen3Tts.Benchmarks.FirstAudio;
using Qwen3Tts.Benchmarks.Guard;
using Qwen3Tts.Benchmarks.Kernels;
using Qwen3Tts.Benchmarks.Precision;
using Qwen3Tts.Benchmarks.Preparation;
using Qwen3Tts.Benchmarks.Prosody;
using Qwen3Tts.Benchmarks.Scaling;
using Qwen3Tts.Benchmarks.Stages;
using Qwen3Tts.Benchmarks.Telemetry;
using Qwen3Tts.Benchmarks.Text;
using Qwen3Tts.Benchmarks.Voices;
using Qwen3Tts.Benchmarks.Watermark;
using Qwen3Tts.Benchmarks.WordTimes;
using Qwen3Tts.Cli.Fleet;

var checkpoint = new Option<string>("--checkpoint") { Description = "A checkpoint folder.", DefaultValueFactory = _ => EmbeddedCheckpoint.Folder };
var rounds = new Option<int>("--rounds") { Description = "Measured times; the median is told.", DefaultValueFactory = _ => 50 };
var threads = new Option<int>("--threads") { Description = "Threads that a network may use; 0 takes one for each core." };
var precision = new Option<string>("--precision") { Description = "How weights are held, such as int4.", DefaultValueFactory = _ => "fp32" };
var stages = new Command("stages", "Milliseconds a frame of each network, load time and peak memory.") { checkpoint, precision, rounds, threads };
stages.SetAction(parsed =>
{
    Console.WriteLine(StageBenchmark.Header);
    StageBenchmark.Run(parsed.GetValue(checkpoint)!, parsed.GetValue(precision)!, parsed.GetValue(rounds), parsed.GetValue(threads), Console.Out);
});
var first = new Command("first-audio", "First audio through five services, against the same networks called in process.") { checkpoint, rounds, threads };
first.SetAction(async (parsed, _) =>
    await FirstAudioBenchmark.RunAsync(parsed.GetValue(checkpoint)!, parsed.GetValue(rounds), parsed.GetValue(threads), Console.Out));
var kernels = new Command("kernels", "Linear layers by format and rows, against the memory's reading rate.") { threads };
kernels.SetAction(parsed =>
{
    Console.WriteLine(LinearBenchmark.Header);
    LinearBenchmark.Run(parsed.GetValue(threads), Console.Out);
});
var utterances = new Option<int>("--utterances") { Description = "Good utterances to speak.", DefaultValueFactory = _ => 1100 };
var runaways = new Option<int>("--runaways") { Description = "Runaways to force, of each kind.", DefaultValueFactory = _ => 100 };
var guard = new Command("guard", "Runaways that the guard catches, and good speech that it stops.") { checkpoint, utterances, runaways };
guard.SetAction(parsed =>
    GuardBenchmark.Run(parsed.GetValue(checkpoint)!, parsed.GetValue(utterances), parsed.GetValue(runaways), Console.Out));
var codec = new Command("codec", "The codec decoder's kernels against its graph on ONNX Runtime, by turns.") { checkpoint, rounds, threads };
codec.SetAction(parsed =>
{
    Console.WriteLine(CodecBenchmark.Header);
    CodecBenchmark.Run(parsed.GetValue(checkpoint)!, parsed.GetValue(rounds), parsed.GetValue(threads), Console.Out);
});
var checkpoints = new Option<string[]>("--checkpoint") { Description = "Checkpoint folders.", DefaultValueFactory = _ => [EmbeddedCheckpoint.Folder], AllowMultipleArgumentsPerToken = true };
var plans = new Option<string[]>("--plan") { Description = "Precisions; each again.", DefaultValueFactory = _ => PrecisionBenchmark.Plans };
var sentences = new Option<int>("--utterances") { Description = "Utterances to speak of each checkpoint.", DefaultValueFactory = _ => 12 };
var losses = new Command("precision", "What each precision loses, network by network and in free speech.") { checkpoints, plans, sentences };
losses.SetAction(parsed =>
{
    Console.WriteLine(PrecisionBenchmark.Header);
    foreach (var folder in parsed.GetValue(checkpoints)!)
        PrecisionBenchmark.Run(folder, parsed.GetValue(plans)!, parsed.GetValue(sentences), Console.Out);
});
var audio = new Option<string>("--audio") { Description = "A folder of FLAC clips, each named SPEAKER-NUMBER.flac.", DefaultValueFactory = _ => "tests/audio" };
var preparation = new Command("preparation", "What preparing reference clips does for their x-vectors, and what it takes.") { checkpoint, audio, rounds };
preparation.SetAction(async (parsed, cancellation) => await PreparationBenchmark.RunAsync(
    parsed.GetValue(checkpoint)!, parsed.GetValue(audio)!, parsed.GetValue(rounds), Console.Out, cancellation));
var clips = new Option<int>("--clips") { Description = "Clips of 10 s to mark and attack.", DefaultValueFactory = _ => 200 };
var recordings = new Option<string?>("--recordings") { Description = "A folder of FLAC files; they come first, nano's speech after them." };
var tuning = new Option<bool>("--tuning") { Description = "The half of the clips that the mark was tuned by, not the one held out." };
var attacks = new Option<string>("--attacks") { Description = "Only those attacks whose name has this in it.", DefaultValueFactory = _ => "" };
var watermark = new Command("watermark", "What marks survive, what they change and what they cost; needs ffmpeg.") { checkpoint, recordings, clips, tuning, attacks };
watermark.SetAction(parsed => WatermarkBenchmark.Run(
    parsed.GetValue(checkpoint)!, parsed.GetValue(recordings), parsed.GetValue(clips), parsed.GetValue(tuning), parsed.GetValue(attacks)!, Console.Out));
var joints = new Option<int>("--joints") { Description = "Utterances to speak.", DefaultValueFactory = _ => 100 };
var prosody = new Command("prosody", "Rate, pitch and volume; pauses and what their joints sound like; emphasis.") { checkpoint, joints };
prosody.SetAction(async (parsed, _) => await ProsodyBenchmark.RunAsync(parsed.GetValue(checkpoint)!, parsed.GetValue(joints), Console.Out));
var cuts = new Command("cuts", "What it sounds like where a long text is cut.") { checkpoint, joints };
cuts.SetAction(async (parsed, _) => await CutBenchmark.RunAsync(parsed.GetValue(checkpoint)!, parsed.GetValue(joints), Console.Out));
var text = new Command("text", "How fast text is written out, and how soon.");
text.SetAction(_ =>
{
    Console.WriteLine(TextBenchmark.Header);
    TextBenchmark.Run(Console.Out);
});
var wordTimes = new Command("word-times", "When words are said to begin, against when a recogniser hears them; needs pocketsphinx.") { checkpoint, joints };
wordTimes.SetAction(async (parsed, cancellation) =>
{
    Console.WriteLine(WordTimesBenchmark.Header);
    await WordTimesBenchmark.RunAsync(parsed.GetValue(checkpoint)!, parsed.GetValue(joints), Console.Out, cancellation);
});
var alignment = new Command("alignment", "The scores of a checkpoint's heads, and how far off the word times are that each would tell; needs pocketsphinx.") { checkpoint, joints };
alignment.SetAction(async (parsed, cancellation) =>
{
    Console.WriteLine(AlignmentBenchmark.Header);
    await AlignmentBenchmark.RunAsync(parsed.GetValue(checkpoint)!, parsed.GetValue(joints), Console.Out, cancellation);
});
var voices = new Command("voices", "What a cloned voice costs before it speaks; needs redis-server.") { checkpoint, rounds };
voices.SetAction(async (parsed, cancellation) =>
{
    Console.WriteLine(VoicesBenchmark.Header);
    await VoicesBenchmark.RunAsync(parsed.GetValue(checkpoint)!, parsed.GetValue(rounds), Console.Out, cancellation);
});
var seconds = new Option<int>("--seconds") { Description = "How long each fleet is measured.", DefaultValueFactory = _ => 16 };
var scaling = new Command("scaling", "How much more several generators and decoders do than one.") { checkpoint, seconds };
scaling.SetAction(async (parsed, _) =>
{
    Console.WriteLine(ScalingBenchmark.Header);
    await ScalingBenchmark.RunAsync(parsed.GetValue(checkpoint)!, TimeSpan.FromSeconds(parsed.GetValue(seconds)), Console.Out);
});
var firstFrame = new Option<double>("--first-frame") { Description = "The longest 95th percentile of the first frame, in milliseconds.", DefaultValueFactory = _ => 150 };
var generators = new Command("generators", "How many more streams two generators carry than one, a process and a core each; needs two idle cores and Linux.") { checkpoint, seconds, firstFrame };
generators.SetAction(async (parsed, cancellation) =>
{
    Console.WriteLine(GeneratorsBenchmark.Header);
    await GeneratorsBenchmark.RunAsync(
        parsed.GetValue(checkpoint)!, TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(firstFrame), Console.Out, cancellation);
});
var turn = new Option<int>("--turn") { Description = "Utterances of each turn.", DefaultValueFactory = _ => 10 };
var telemetry = new Command("telemetry", "What traces, metrics and their export cost: processor time with and without, by turns.") { checkpoint, rounds, turn };
telemetry.SetAction(async (parsed, cancellation) =>
{
    Console.WriteLine(TelemetryBenchmark.Header);
    await TelemetryBenchmark.RunAsync(parsed.GetValue(checkpoint)!, parsed.GetValue(rounds), parsed.GetValue(turn), Console.Out, cancellation);
});
return await new RootCommand("Measures the fleet. Each prints a Markdown table.") { stages, first, kernels, codec, guard, losses, preparation, prosody, cuts, watermark, text, voices, wordTimes, alignment, scaling, generators, telemetry }.Parse(args).InvokeAsync();
