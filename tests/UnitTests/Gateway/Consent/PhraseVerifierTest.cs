using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Consent.Phrases;
using Qwen3Tts.Gateway.Consent.Verification;
using Qwen3Tts.Tests;
using Qwen3Tts.UnitTests.Gateway.Fleet;

namespace Qwen3Tts.UnitTests.Gateway.Consent;

public sealed class PhraseVerifierTest
{
    private const string Phrase = "acorn bridge candle desert engine falcon garden";
    private const string Spoken = "could you please repeat the last four digits of your order number slowly";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Acorn, bridge, candle; desert engine. Falcon garden!", true)]
    [InlineData("Well: acorn bridge uh candle desert engine falcon gardens", true)]
    [InlineData("acorn bridge candle desert", false)]
    [InlineData("garden falcon engine desert candle bridge acorn", false)]
    [InlineData("", false)]
    public void Transcript_SaysThePhrase_ByItsWordsInOrder(string transcript, bool says) => Assert.Equal(says, PhraseMatch.Says(transcript, Phrase));

    [Fact]
    public void Phrases_AreOfTheAskedLengthAndUnlikeEachOther() => Assert.All(PhraseBook.Languages, language =>
    {
        Assert.True(PhraseBook.Words(language.Code).Count >= 64);
        var drawn = Enumerable.Range(0, 50).Select(_ => PhraseBook.Draw(language, 7)).ToList();
        Assert.Equal(50, drawn.Distinct().Count());
        Assert.All(drawn, phrase => Assert.Equal(7, phrase.Split(' ').Distinct().Count()));
    });

    [Theory]
    [InlineData("{\"text\":\"Acorn bridge candle desert engine falcon garden.\"}", 200, "Verified", 1)]
    [InlineData("{\"text\":\"Something else.\"}", 200, "Contradicted", 1)]
    [InlineData("{\"text\":7}", 200, "Unverified", 1)]
    [InlineData("not JSON", 200, "Unverified", 1)]
    [InlineData("{}", 401, "Unverified", 1)]
    [InlineData("{}", 503, "Unverified", 2)]
    public async Task Endpoint_IsAskedAsOpenAiDoes_AndWhatItCannotSayIsUnverified(string answer, int status, string verdict, int calls)
    {
        var heard = new List<(string Model, string Language, long Length, string? Key)>();
        await using var endpoint = await Endpoint(async context =>
        {
            var form = await context.Request.ReadFormAsync(Ct);
            heard.Add((form["model"]!, form["language"]!, form.Files["file"]!.Length, context.Request.Headers.Authorization));
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(answer, Ct);
        });

        Assert.Equal(verdict, (await Verify(endpoint.Urls.First())).Kind.ToString());
        Assert.Equal(Enumerable.Repeat(("whisper-1", "en", 3L, (string?)"Bearer secret"), calls), heard);
    }

    [Fact]
    public async Task Endpoint_ThatIsNotThereOrSaysTooMuch_IsUnverified()
    {
        await using var endpoint = await Endpoint(context => context.Response.WriteAsync($"{{\"text\":\"{new string('a', 200_000)}\"}}", Ct));

        Assert.Equal(VerdictKind.Unverified, (await Verify(endpoint.Urls.First())).Kind);
        Assert.Equal(VerdictKind.Unverified, (await Verify("http://127.0.0.1:1")).Kind);
    }

    [Theory]
    [InlineData(Spoken, "Verified")]
    [InlineData("acorn bridge candle desert engine falcon garden hammer island jacket kettle ladder lemon", "Contradicted")]
    public async Task Pocketsphinx_TellsWhetherThePhraseWasSpoken(string phrase, string verdict)
    {
        Tool.Need("pocketsphinx_continuous");
        using var verifier = Pocketsphinx("pocketsphinx_continuous");
        var recording = await File.ReadAllBytesAsync(Repository.File("tests/audio/am_fenrir-3.flac"), Ct);

        Assert.Equal(verdict, (await verifier.VerifyAsync(new PhraseCheck("en", phrase, recording), Ct)).Kind.ToString());
    }

    [Theory]
    [InlineData("/no/such/program", "en")]
    [InlineData("/bin/false", "en")]
    [InlineData("pocketsphinx_continuous", "de")]
    public async Task Pocketsphinx_ThatCannotTell_IsUnverified(string program, string language)
    {
        using var verifier = Pocketsphinx(program);
        var recording = await File.ReadAllBytesAsync(Repository.File("tests/audio/am_fenrir-3.flac"), Ct);

        Assert.Equal(VerdictKind.Unverified, (await verifier.VerifyAsync(new PhraseCheck(language, Phrase, recording), Ct)).Kind);
        Assert.Equal(VerdictKind.Unverified, (await verifier.VerifyAsync(new PhraseCheck(language, Phrase, new byte[] { 1, 2, 3 }), Ct)).Kind);
    }

    private static PocketsphinxVerifier Pocketsphinx(string program) => new(
        Options.Create(new PocketsphinxOptions { Path = program }), TimeProvider.System, NullLogger<PocketsphinxVerifier>.Instance);

    /// <summary>By the verifier as the Gateway hosts it.</summary>
    private static async Task<Verdict> Verify(string address)
    {
        await using var fleet = await FakeFleet.StartUsual(
            ("Consent:Verifier", "Transcription"), ("Transcription:Url", $"{address}/v1/audio/transcriptions"), ("Transcription:ApiKey", "secret"),
            ("Transcription:Retries", "1"));
        fleet.IsExpectedFault = _ => true;
        return await fleet.Gateway.App.Services.GetRequiredService<IPhraseVerifier>().VerifyAsync(new PhraseCheck("en", Phrase, new byte[] { 1, 2, 3 }), Ct);
    }

    private static async Task<WebApplication> Endpoint(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync(Ct);
        return app;
    }
}
