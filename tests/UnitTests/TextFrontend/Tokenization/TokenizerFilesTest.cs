using Qwen3Tts.Speech.Errors;
using Qwen3Tts.TextFrontend.Tokenization;

namespace Qwen3Tts.UnitTests.TextFrontend.Tokenization;

public sealed class TokenizerFilesTest
{
    [Fact]
    public void Merges_ThatBeginWithANumberSign_AreMerges()
    {
        TokenizerFiles files = TokenizerFiles.Read(Tokenizers.OfficialFolder);

        Assert.Contains("# include", files.Merges);
        Assert.Contains("#! /", files.Merges);
        Assert.Single(Tokenizers.Official.Encode("#include"));
    }

    [Fact]
    public void Merges_WithAVersionLine_AreTheSame()
    {
        using var folder = new TokenizerFolder();
        int[] before = QwenTokenizer.Load(folder.Path).Encode("Hello, how are you today?");
        folder.Replace("merges.txt", "", "#version: 0.2\n");

        Assert.Equal(before, QwenTokenizer.Load(folder.Path).Encode("Hello, how are you today?"));
    }

    [Fact]
    public void Merges_WithAVersionLineThatIsNotTheFirst_AreRefused()
    {
        using var folder = new TokenizerFolder();
        File.AppendAllText(folder.PathOf("merges.txt"), "#version: 0.2\n");

        AssertRefused(folder, "merges.txt", "Trying to merge a token");
    }

    [Theory]
    [InlineData("vocab.json")]
    [InlineData("merges.txt")]
    [InlineData("tokenizer_config.json")]
    public void File_Missing_IsNamed(string file)
    {
        using var folder = new TokenizerFolder();
        File.Delete(folder.PathOf(file));

        AssertRefused(folder, file, "cannot be read");
    }

    [Theory]
    [InlineData("vocab.json", "{", "{{", "not an object of tokens and ids")]
    [InlineData("vocab.json", "\"!\": 0", "\"!\":\"0\"", "not an object of tokens and ids")]
    [InlineData("vocab.json", "\"!\": 0", "\"!\":1", "two tokens have the id 1")]
    [InlineData("vocab.json", "\"!\": 0", "\"!\":-1", "the id -1, not 0 to")]
    [InlineData("vocab.json", "\"!\": 0", "\"!!\":0", "byte symbol '!' has no token")]
    [InlineData("vocab.json", "\"!\": 0", "\"\":0", "has 0 characters")]
    [InlineData("merges.txt", "a s\n", "a s t\n", "line 1 is not two tokens")]
    [InlineData("merges.txt", "a s\n", "as\n", "line 1 is not two tokens")]
    [InlineData("merges.txt", "a s\n", "a s\na s\n", "line 2 repeats a merge")]
    [InlineData("merges.txt", "a s\n", "a nosuchtoken\n", "nosuchtoken")]
    [InlineData("tokenizer_config.json", "{", "[", "not a tokenizer configuration")]
    [InlineData("tokenizer_config.json", "\"556\"", "\"x\"", "an entry without an id")]
    [InlineData("tokenizer_config.json", "\"content\": \"<|endoftext|>\"", "\"content\": null", "an entry without an id and a content")]
    [InlineData("tokenizer_config.json", "\"556\"", "\"3\"", "the id is in vocab.json too")]
    [InlineData("tokenizer_config.json", "\"lstrip\": false", "\"lstrip\": true", "has lstrip, rstrip or single_word")]
    public void File_NotWhatItShouldBe_IsNamedWithTheReason(string file, string old, string with, string reason)
    {
        using var folder = new TokenizerFolder();
        folder.Replace(file, old, with);

        AssertRefused(folder, file, reason);
    }

    [Fact]
    public void File_TooLarge_IsRefusedUnread()
    {
        using var folder = new TokenizerFolder();
        using (FileStream file = File.OpenWrite(folder.PathOf("vocab.json")))
            file.SetLength(1L << 40);

        AssertRefused(folder, "vocab.json", "1099511627776 bytes");
    }

    [Fact]
    public void AddedToken_ThatTheTemplatesNeed_IsNamedWhenMissing()
    {
        using var folder = new TokenizerFolder();
        folder.Replace("tokenizer_config.json", "\"content\": \"<|im_start|>\"", "\"content\": \"<|other|>\"");

        var error = Assert.Throws<SpeechException>(() => QwenTokenizer.Load(folder.Path).IdOf("<|im_start|>"));

        Assert.Contains("'<|im_start|>'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_Mutated_GiveATokenizerOrTheOneError()
    {
        var random = new Random(4);
        int refused = 0;
        using var folder = new TokenizerFolder();
        for (int i = 0; i < 1500; i++)
        {
            string file = TokenizerFolder.Files[i % 3];
            byte[] good = File.ReadAllBytes(Path.Combine(Tokenizers.TinyFolder, file));
            File.WriteAllBytes(folder.PathOf(file), Mutate(good, random));
            try
            {
                QwenTokenizer.Load(folder.Path).Encode("Hello, how are you today?");
            }
            catch (SpeechException error)
            {
                Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
                refused++;
            }

            File.WriteAllBytes(folder.PathOf(file), good);
        }

        Assert.InRange(refused, 300, 1500);
    }

    private static byte[] Mutate(byte[] good, Random random)
    {
        List<byte> bytes = [.. good];
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, random.Next(1, Math.Min(64, bytes.Count - at) + 1));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(64), bytes.Count - at)));
                    break;
                default:
                    bytes.InsertRange(at, "\\ud800"u8.ToArray());
                    break;
            }
        }

        return [.. bytes];
    }

    private static void AssertRefused(TokenizerFolder folder, string file, string reason)
    {
        var error = Assert.Throws<SpeechException>(() => QwenTokenizer.Load(folder.Path));
        Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
        Assert.StartsWith(folder.PathOf(file), error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
