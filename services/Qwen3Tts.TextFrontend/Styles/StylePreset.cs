using System.ComponentModel.DataAnnotations;
using Qwen3Tts.Speech.Prosody;

namespace Qwen3Tts.TextFrontend.Styles;

/// <summary>A way of speaking that has a name.</summary>
public sealed class StylePreset
{
    /// <summary>As requests name it; case does not matter.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <summary>What a checkpoint that takes instructions is told.</summary>
    [Required]
    public string Instruction { get; set; } = "";

    /// <summary>The same in other languages, by their names as requests have them, such as "chinese".</summary>
    public Dictionary<string, string> Instructions { get; set; } = [];

    /// <summary>How a checkpoint that takes none comes near to it: times as fast.</summary>
    [Range(ProsodySettings.MinRate, ProsodySettings.MaxRate)]
    public double Rate { get; set; } = 1;

    /// <summary>Semitones higher.</summary>
    [Range(-ProsodySettings.MaxSemitones, ProsodySettings.MaxSemitones)]
    public double Semitones { get; set; }

    /// <summary>Decibels louder.</summary>
    [Range(ProsodySettings.MinDecibels, ProsodySettings.MaxDecibels)]
    public double Decibels { get; set; }

    internal ProsodySettings Prosody => new(Rate, Semitones, Decibels);
}
