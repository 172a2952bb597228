using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Gateway.Tenants;

namespace Qwen3Tts.Gateway.Output;

/// <summary>What each utterance's mark says, and what embeds it.</summary>
internal sealed class Watermarks
{
    private readonly IUtteranceNumbers _numbers;
    private readonly WatermarkOptions _options;
    private readonly WatermarkKey? _key;
    private readonly Lazy<WatermarkDetector> _detector;
    private readonly byte[] _voiceKey = new byte[HMACSHA256.HashSizeInBytes];

    public Watermarks(IOptions<WatermarkOptions> options, IUtteranceNumbers numbers)
    {
        _options = options.Value;
        _numbers = numbers;
        _detector = new(() => new WatermarkDetector(_key!));
        if (!_options.Enabled)
            return;
        _key = WatermarkKey.Parse(_options.Key);
        _key.Derive("voices", _voiceKey);
    }

    public bool AreOn => _key is not null;

    /// <summary>Finds this operator's marks. Where they are on.</summary>
    public WatermarkDetector Detector => _detector.Value;

    /// <param name="voice">What tells the voice from the tenant's others: its id, or the model with the speaker.</param>
    /// <returns>Null where speech is not marked.</returns>
    public async ValueTask<WatermarkPayload?> NextAsync(Tenant tenant, string voice, CancellationToken cancellation) => _key is null
        ? null
        : new WatermarkPayload(_options.Operator, Number(tenant, voice), await _numbers.NextAsync(cancellation));

    /// <summary>Embeds a payload into one utterance; null for none.</summary>
    public WatermarkEmbedder? Embedder(WatermarkPayload? payload) => payload is { } mark ? new WatermarkEmbedder(_key!, mark) : null;

    private int Number(Tenant tenant, string voice)
    {
        // A tenant's name holds no line break.
        var hash = HMACSHA256.HashData(_voiceKey, Encoding.UTF8.GetBytes($"{tenant.Name}\n{voice}"));
        return BinaryPrimitives.ReadUInt16LittleEndian(hash) & WatermarkPayload.MaxVoice;
    }
}
