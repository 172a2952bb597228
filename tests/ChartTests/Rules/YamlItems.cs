using YamlDotNet.RepresentationModel;

namespace Qwen3Tts.ChartTests.Rules;

internal static class YamlItems
{
    /// <summary>The mappings of a sequence.</summary>
    public static IEnumerable<YamlMappingNode> Items(this YamlNode sequence) => ((YamlSequenceNode)sequence).Children.Cast<YamlMappingNode>();
}
