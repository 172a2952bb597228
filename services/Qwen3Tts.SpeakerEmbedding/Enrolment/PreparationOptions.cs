using System.ComponentModel.DataAnnotations;

namespace Qwen3Tts.SpeakerEmbedding.Enrolment;

/// <summary>How reference clips are made ready, and which are refused.</summary>
public sealed class PreparationOptions
{
    public const string Section = "Preparation";

    /// <summary>Whether clips are prepared and checked. If not they are embedded as they come, which is what the official package does.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The loudness that clips are brought to, in LUFS.</summary>
    [Range(-40.0, -10.0)]
    public double TargetLoudness { get; set; } = -23;

    /// <summary>Steady noise is reduced where speech stands less than so many decibels above it; -20 never does.</summary>
    [Range(-20.0, 60.0)]
    public double DenoiseBelow { get; set; } = 40;

    /// <summary>Of a longer clip the best stretch of so many seconds is taken, unless it has a transcript.</summary>
    [Range(3.0, 60.0)]
    public double MaxReferenceSeconds { get; set; } = 10;

    /// <summary>The longest clip with a transcript, silence at its ends apart: it cannot be shortened.</summary>
    [Range(1.0, 120.0)]
    public double MaxTranscribedSeconds { get; set; } = 30;

    /// <summary>The least speech that a voice is taken from.</summary>
    [Range(0.1, 30.0)]
    public double MinSpeechSeconds { get; set; } = 1;
}
