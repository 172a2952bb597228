namespace Qwen3Tts.FunctionalTests;

public sealed class PlaceTest { [Fact] public void Place_Exists() => Assert.True(typeof(PlaceTest).IsPublic); }
