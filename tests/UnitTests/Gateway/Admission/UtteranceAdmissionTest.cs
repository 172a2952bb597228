using CsCheck;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Admission;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Gateway.Admission;

public sealed class UtteranceAdmissionTest
{
    [Fact]
    public void QueuedSpeech_OverTheLimit_RefusesTheNextUntilItIsBegun()
    {
        var admission = Admission(maxQueuedSeconds: 10);
        using var first = admission.Enter();
        first.Came(new string('a', 180));
        Assert.Equal(10.08, admission.QueuedSeconds, 1e-9);

        var error = Assert.Throws<SpeechException>(admission.Enter);
        Assert.Equal((SpeechErrorKind.Exhausted, TimeSpan.FromSeconds(7)), (error.Kind, error.RetryAfter));
        Assert.Equal("10 s of speech wait to be begun, and Gateway:MaxQueuedSeconds is 10; try again later.", error.Message);

        first.Begin();
        first.Came("more of it is no longer queued");
        using var second = admission.Enter();
        Assert.Equal(0, admission.QueuedSeconds);
    }

    [Fact]
    public void Permit_ThatIsDisposed_GivesBackItsPlaceAndItsText()
    {
        var admission = Admission(maxQueuedSeconds: 10, maxUtterances: 1);
        var first = admission.Enter();
        first.Came(new string('a', 1000));
        Assert.Throws<SpeechException>(admission.Enter);

        first.Dispose();
        first.Dispose();

        using var second = admission.Enter();
        Assert.Throws<SpeechException>(admission.Enter);
        Assert.Equal(0, admission.QueuedSeconds);
    }

    [Fact]
    public void NothingIsLost_WhateverTheOrder() => Gen.Int[0, 3].Array[0, 60].Sample(steps =>
    {
        var admission = Admission(maxQueuedSeconds: 50, maxUtterances: 4);
        var open = new Queue<UtterancePermit>();
        foreach (var step in steps)
        {
            if (step == 0 && open.Count < 4 && admission.QueuedSeconds < 50)
                open.Enqueue(admission.Enter());
            else if (step == 1 && open.TryPeek(out var speaking))
                speaking.Came(new string('a', 300));
            else if (step == 2 && open.TryPeek(out var begun))
                begun.Begin();
            else if (open.TryDequeue(out var done))
                done.Dispose();
        }

        while (open.TryDequeue(out var left))
            left.Dispose();
        Assert.Equal(0, admission.QueuedSeconds, 1e-6);
        for (var i = 0; i < 4; i++)
            admission.Enter();
        Assert.Throws<SpeechException>(admission.Enter);
    });

    private static UtteranceAdmission Admission(double maxQueuedSeconds, int maxUtterances = 10) => new(Options.Create(
        new AdmissionOptions { MaxQueuedSeconds = maxQueuedSeconds, MaxUtterances = maxUtterances, RetryAfter = TimeSpan.FromSeconds(7) }));
}
