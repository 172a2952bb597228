using System.Reflection;
using Xunit.v3;

namespace Qwen3Tts.FunctionalTests.Fleet;

/// <summary>Fails a test in whose time a fleet logged an error that the test did not expect.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class NoErrorLogsAttribute : BeforeAfterTestAttribute
{
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        var errors = ErrorLog.TakeUnexpected();
        Assert.True(errors.Count is 0, $"The fleet logged errors:{Environment.NewLine}{string.Join(Environment.NewLine, errors)}");
    }
}
