namespace Qwen3Tts.Cli.Pull;

/// <summary>Which checkpoint to download, and to where.</summary>
/// <param name="Repository">Its name on the hub, such as <c>Qwen/Qwen3-TTS-12Hz-0.6B-Base</c>.</param>
/// <param name="Folder">Made where it does not exist. Weights that are there already, as the hub has them, are not downloaded again.</param>
/// <param name="Revision">A branch, a tag or a commit.</param>
/// <param name="Hub">The hub's address; by default <see cref="DefaultHub"/>.</param>
public sealed record PullRequest(string Repository, string Folder, string Revision = "main", string Hub = PullRequest.DefaultHub)
{
    public const string DefaultHub = "https://huggingface.co";
}
