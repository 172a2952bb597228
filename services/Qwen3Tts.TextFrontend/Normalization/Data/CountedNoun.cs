namespace Qwen3Tts.TextFrontend.Normalization.Data;

/// <summary>A noun that is counted: a unit or a currency.</summary>
/// <param name="Forms">Its forms by number, as its language's grammar orders them; the last stands for those that are left out.</param>
internal sealed record CountedNoun(Gender Gender, string[] Forms)
{
    public string this[int form] => Forms[Math.Min(form, Forms.Length - 1)];
}
