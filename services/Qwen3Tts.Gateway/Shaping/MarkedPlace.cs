namespace Qwen3Tts.Gateway.Shaping;

/// <summary>Something in the text whose time is told.</summary>
/// <param name="Name">Of a mark element its name; of a word how it is said; of a sentence empty.</param>
/// <param name="Kind">None for a mark element.</param>
/// <param name="TextStart">UTF-16 code units of the text before it.</param>
/// <param name="TextLength">UTF-16 code units of the text that it stands for.</param>
internal sealed record MarkedPlace(string Name, MarkKinds Kind = MarkKinds.None, long TextStart = 0, long TextLength = 0);
