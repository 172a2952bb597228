using Google.Protobuf;
using Grpc.Core;

namespace Qwen3Tts.Cli.Client;

/// <summary>Sends a start and then files in pieces.</summary>
internal static class ClipSending
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>Ends early when the fleet refuses what came so far: the answer says why.</summary>
    /// <param name="start">Null for none.</param>
    public static async Task SendAsync<T>(
        IClientStreamWriter<T> requests, T? start, IEnumerable<(Stream File, Func<ByteString, T> Piece)> files, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            if (start is not null)
                await requests.WriteAsync(start, cancellationToken);
            var bytes = new byte[PieceBytes];
            foreach (var (file, piece) in files)
            {
                int read;
                while ((read = await file.ReadAsync(bytes, cancellationToken)) > 0)
                    await requests.WriteAsync(piece(ByteString.CopyFrom(bytes, 0, read)), cancellationToken);
            }

            await requests.CompleteAsync();
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException && !cancellationToken.IsCancellationRequested)
        {
        }
    }
}
