namespace Qwen3Tts.TextFrontend.Normalization.Readers;

/// <summary>Reads one kind of thing at the window's first character.</summary>
internal interface IReader
{
    /// <summary>What is there; <see cref="Reading.None"/> where it is something else.</summary>
    Reading Read(TextWindow window, ReadingContext context);
}
