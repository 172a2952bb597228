using Qwen3Tts.Benchmarks.Stages;

Console.WriteLine(StageBenchmark.Header);
StageBenchmark.Run(args[0], int.Parse(args[1]), int.Parse(args[2]), Console.Out);
