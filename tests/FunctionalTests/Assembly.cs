using Qwen3Tts.FunctionalTests.Fleet;
using Xunit.Sdk;
using Xunit.v3;

// One fleet serves them all, and an error in its log has to be the running test's.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: AssemblyFixture(typeof(FleetFixture))]
[assembly: NoErrorLogs]
