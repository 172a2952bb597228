using System.IO.MemoryMappedFiles;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>One mapped safetensors file. Its header is untrusted: every offset is checked against the file before anything is read.</summary>
internal sealed unsafe class SafetensorsFile : IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _data;

    private SafetensorsFile(string path, long length)
    {
        Path = path;
        Length = length;
        _map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
        _view = _map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _data);
    }

    public string Path { get; }

    public long Length { get; }

    public IReadOnlyList<CheckpointTensor> Tensors { get; private set; } = [];

    /// <exception cref="SpeechException">The file cannot be read or is not a valid safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        SafetensorsFile? file = null;
        try
        {
            var length = new FileInfo(path).Length;
            if (length < SafetensorsHeader.PrefixLength)
                throw SpeechException.Invalid($"{path}: {length} bytes are too few for a safetensors file; it begins with an 8-byte header length.");
            file = new SafetensorsFile(path, length);
            file.Tensors = SafetensorsHeader.Parse(file);
            return file;
        }
        catch (Exception error)
        {
            file?.Dispose();
            if (error is IOException or UnauthorizedAccessException)
                throw SpeechException.Invalid($"{path}: cannot be read ({error.Message}).");
            throw;
        }
    }

    /// <summary>Bytes at <paramref name="start"/>; the caller has checked that they lie in the file.</summary>
    public ReadOnlySpan<byte> Read(long start, int length) => new(_data + start, length);

    public void Dispose()
    {
        if (_data is not null)
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }
}
