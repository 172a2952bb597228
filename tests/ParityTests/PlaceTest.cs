namespace Qwen3Tts.ParityTests;

public sealed class PlaceTest { [Fact] public void Place_Exists() => Assert.True(typeof(PlaceTest).IsPublic); }
