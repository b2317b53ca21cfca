using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using Huitang.Downloads.Files;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Huitang.Integration.Downloads;

/// <summary>Both file stores keep what they are given and nothing half.</summary>
public sealed class StoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("htstore").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_keeps_files_and_lets_no_key_lead_out_of_it()
    {
        var store = new LocalFileStore(Options());
        await KeepsAsync(store);
        foreach (var key in new[] { "../out.txt", "/etc/passwd", "downloads/../../out" }) await Assert.ThrowsAsync<ArgumentException>(() => store.SizeAsync(key, Stop));
    }

    [Fact]
    public async Task A_server_that_speaks_s3_keeps_files_too()
    {
        // moto, a server of Python that speaks S3; others answer the same requests.
        var started = await S3ServerAsync();
        if (started is null) Assert.Skip("python3 with moto's server is not installed.");
        using var server = started.Value;
        using (var http = new HttpClient())
        {
            using var bucket = new HttpRequestMessage(HttpMethod.Put, $"{server.Url}/files");
            bucket.Headers.Authorization = new AuthenticationHeaderValue("AWS4-HMAC-SHA256", "Credential=key/20261126/us-east-1/s3/aws4_request");
            Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(bucket, Stop)).StatusCode);
        }

        using var store = new S3FileStore(Options(("Files:S3:Endpoint", server.Url), ("Files:S3:Bucket", "files"), ("Files:S3:AccessKey", "key"), ("Files:S3:SecretKey", "secret")));
        await KeepsAsync(store);
    }

    private static async Task KeepsAsync(Huitang.Kernel.IFileStore store)
    {
        // Large enough to go up in parts.
        var bytes = RandomNumberGenerator.GetBytes(20 * 1024 * 1024);
        var work = Path.Combine(store.WorkFolder, "one");
        await File.WriteAllBytesAsync(work, bytes, Stop);
        const string key = "downloads/1/abc-1.xlsx";
        Assert.Null(await store.SizeAsync(key, Stop));
        Assert.Null(await store.OpenAsync(key, Stop));
        await store.StoreAsync(key, work, Stop);
        Assert.False(File.Exists(work));
        Assert.Equal(bytes.Length, await store.SizeAsync(key, Stop));
        await using (var read = await store.OpenAsync(key, Stop)) Assert.Equal(SHA256.HashData(bytes), await SHA256.HashDataAsync(read!, Stop));
        await store.DeleteAsync(key, Stop);
        await store.DeleteAsync(key, Stop);
        Assert.Null(await store.SizeAsync(key, Stop));
    }

    private StoreOptions Options(params (string Key, string Value)[] settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection([new("Files:Folder", Path.Combine(_folder, "files")), .. settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))]).Build());

    private static async Task<Server?> S3ServerAsync()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo("python3", ["-m", "moto.server", "-H", "127.0.0.1", "-p", $"{port}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }

        var server = new Server(process, $"http://127.0.0.1:{port}");
        using var http = new HttpClient();
        for (var until = Environment.TickCount64 + 30_000; Environment.TickCount64 < until && !process.HasExited; await Task.Delay(100, Stop))
        {
            try
            {
                using var answer = await http.GetAsync(server.Url, Stop);
                return server;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        server.Dispose();
        return null;
    }

    private readonly record struct Server(Process Process, string Url) : IDisposable
    {
        public void Dispose()
        {
            if (!Process.HasExited) Process.Kill();
            Process.Dispose();
        }
    }
}
