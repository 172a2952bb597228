using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>The checkpoints that a service serves, by name.</summary>
public sealed class CheckpointCatalog : IDisposable
{
    private readonly List<Checkpoint> _all = [];

    private CheckpointCatalog()
    {
    }

    /// <summary>In the order they were given.</summary>
    public IReadOnlyList<Checkpoint> All => _all;

    /// <exception cref="SpeechException">No checkpoint of that name; the message lists those served.</exception>
    public Checkpoint this[string name] => _all.Find(checkpoint => checkpoint.Name == name)
        ?? throw SpeechException.NotFound($"There is no model '{name}'. Served are: {string.Join(", ", _all.Select(checkpoint => checkpoint.Name))}.");

    /// <exception cref="SpeechException">A checkpoint is not valid, or two have one name.</exception>
    public static CheckpointCatalog Open(ModelsOptions options)
    {
        if (options.Checkpoints.Length == 0)
            throw SpeechException.Invalid("Models:Checkpoints names no checkpoint; give at least one FOLDER or NAME=FOLDER.");
        var catalog = new CheckpointCatalog();
        try
        {
            foreach (var entry in options.Checkpoints)
            {
                var (name, folder) = entry.Split('=', 2) is [var given, var path] ? (given, path) : (null, entry);
                var checkpoint = Checkpoint.Open(folder, name);
                if (catalog._all.Exists(other => other.Name == checkpoint.Name))
                {
                    checkpoint.Dispose();
                    throw SpeechException.Invalid(
                        $"Two checkpoints are named '{checkpoint.Name}'. Give one another name: Models:Checkpoints takes NAME=FOLDER.");
                }

                catalog._all.Add(checkpoint);
            }

            return catalog;
        }
        catch
        {
            catalog.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var checkpoint in _all)
            checkpoint.Dispose();
    }
}
