using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Qwen3Tts.Cli.Doctor;

/// <summary>Whether the Gateway could listen there.</summary>
public sealed class PortCheck(Uri listen) : IDoctorCheck
{
    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await LookAsync(cancellationToken);
    }

    private async Task<Finding> LookAsync(CancellationToken cancellationToken)
    {
        var subject = $"address {listen.GetLeftPart(UriPartial.Authority)}";
        try
        {
            foreach (var address in await Dns.GetHostAddressesAsync(listen.DnsSafeHost, cancellationToken))
            {
                using var listener = new TcpListener(address, listen.Port);
                listener.Start();
            }

            return Finding.Good(subject, "free");
        }
        catch (SocketException error)
        {
            return Finding.Fault(subject, error.Message, "Stop what listens there, or choose another with --port or --listen.");
        }
    }
}
