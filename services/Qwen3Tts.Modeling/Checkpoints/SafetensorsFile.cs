using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>
/// One mapped safetensors file. Its header is untrusted: every offset is checked against the file before anything is read.
/// Whoever shortens a mapped file ends the process that reads it; replace weight files, do not rewrite them.
/// </summary>
internal sealed unsafe class SafetensorsFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private byte* _data;

    private SafetensorsFile(string path, FileStream stream)
    {
        Path = path;
        Length = stream.Length;
        _handle = stream.SafeFileHandle;
        _map = MemoryMappedFile.CreateFromFile(
            stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _map.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _data);
    }

    public string Path { get; }

    public long Length { get; }

    public IReadOnlyList<CheckpointTensor> Tensors { get; private set; } = [];

    /// <exception cref="SpeechException">The file cannot be read or is not a valid safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        FileStream? stream = null;
        SafetensorsFile? file = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length < SafetensorsHeader.PrefixLength)
            {
                throw SpeechException.Invalid(
                    $"{path}: {stream.Length} bytes are too few for a safetensors file; it begins with an 8-byte header length.");
            }

            file = new SafetensorsFile(path, stream);
            file.Tensors = SafetensorsHeader.Parse(file);
            return file;
        }
        catch (Exception error)
        {
            file?.Dispose();
            stream?.Dispose();
            if (error is SpeechException)
                throw;
            throw new SpeechException(SpeechErrorKind.Invalid, $"{path}: cannot be read ({error.Message}).", error);
        }
    }

    /// <summary>Bytes at <paramref name="start"/>; the caller has checked that they lie in the file.</summary>
    public ReadOnlySpan<byte> Read(long start, int length)
    {
        ObjectDisposedException.ThrowIf(_data is null, this);
        return new(_data + start, length);
    }

    /// <summary>Where <paramref name="start"/> is mapped; the caller has checked that it lies in the file.</summary>
    public byte* Pointer(long start)
    {
        ObjectDisposedException.ThrowIf(_data is null, this);
        return _data + start;
    }

    /// <summary>Reads the file itself, past the mapping.</summary>
    /// <exception cref="SpeechException">The file has become shorter.</exception>
    public void ReadUnmapped(long start, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            var read = RandomAccess.Read(_handle, target, start);
            if (read == 0)
                throw SpeechException.Invalid($"{Path}: ends at byte {start:N0}, and had {Length:N0} when it was opened.");
            start += read;
            target = target[read..];
        }
    }

    public void Dispose()
    {
        if (_data is null)
            return;
        _data = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }
}
