namespace Qwen3Tts.Modeling.Codec;

/// <summary>The rotary angles of each frame's position: cosines and sines of position · θ^(−2i/width) side by side, in single precision as the official code has them.</summary>
internal sealed unsafe class AnglesStep : ICodecStep
{
    private readonly float[] _frequencies;
    private readonly FrameBuffer _target;

    public AnglesStep(int width, double theta, FrameBuffer target)
    {
        _frequencies = [.. Enumerable.Range(0, width / 2).Select(i => (float)(1.0 / Math.Pow(theta, 2.0 * i / width)))];
        _target = target;
    }

    public void Run(CodecPass pass)
    {
        var rows = pass.Set(_target);
        for (var frame = 0; frame < pass.Frames; frame++)
        {
            var row = rows.Row(frame);
            for (var i = 0; i < _frequencies.Length; i++)
                (row[_frequencies.Length + i], row[i]) = MathF.SinCos(pass.Position(frame) * _frequencies[i]);
        }
    }
}
