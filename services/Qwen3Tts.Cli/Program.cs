using Qwen3Tts.Cli.Commands;

return await CommandRunner.RunAsync(args, CommandEnvironment.OfProcess(), CancellationToken.None);
