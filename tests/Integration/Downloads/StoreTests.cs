using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Amazon.S3;
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
    public async Task An_object_store_keeps_files_too_and_nothing_for_whoever_has_not_its_key()
    {
        using var server = await ObjectStoreAsync();
        StoreOptions With(string secret) => Options(("Files:S3:Endpoint", server.Url), ("Files:S3:Bucket", "files"), ("Files:S3:AccessKey", "test:key"), ("Files:S3:SecretKey", secret));
        using var client = new AmazonS3Client("test:key", "secret", new AmazonS3Config { ServiceURL = server.Url, ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
        await client.PutBucketAsync("files", Stop);
        using var store = new S3FileStore(With("secret"));
        await KeepsAsync(store);

        using var stranger = new S3FileStore(With("guessed"));
        var work = Path.Combine(stranger.WorkFolder, "two");
        await File.WriteAllTextAsync(work, "kept for another try", Stop);
        Assert.Equal(HttpStatusCode.Forbidden, (await Assert.ThrowsAsync<AmazonS3Exception>(() => stranger.StoreAsync("downloads/2/b.csv", work, Stop))).StatusCode);
        Assert.True(File.Exists(work));
        Assert.Null(await store.SizeAsync("downloads/2/b.csv", Stop));

        // Taken back in the middle: nothing half is left, seen or not.
        await File.WriteAllBytesAsync(work, new byte[40 * 1024 * 1024], Stop);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var storing = store.StoreAsync("downloads/2/b.csv", work, end.Token);
        while (!storing.IsCompleted && await BegunAsync() == 0) await Task.Delay(5, Stop);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => storing);
        Assert.Null(await store.SizeAsync("downloads/2/b.csv", Stop));
        Assert.Equal(0, await BegunAsync());

        async Task<int> BegunAsync() => (await client.ListMultipartUploadsAsync("files", Stop)).MultipartUploads?.Count ?? 0;
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

    // OpenStack Swift with its S3 interface: it checks signatures and puts parts together as the large ones do.
    private async Task<Server> ObjectStoreAsync()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var folder = Directory.CreateDirectory(Path.Combine(_folder, "swift")).FullName;
        var script = Path.Combine(AppContext.BaseDirectory, "Downloads", "object_store.py");
        var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script, folder, port.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var server = new Server(process, $"http://127.0.0.1:{port}");
        if (await process.StandardOutput.ReadLineAsync(Stop) == "READY")
        {
            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            return server;
        }

        var why = await process.StandardError.ReadToEndAsync(Stop);
        server.Dispose();
        throw new InvalidOperationException("The object store did not start: " + why);
    }

    private readonly record struct Server(Process Process, string Url) : IDisposable
    {
        public void Dispose()
        {
            if (!Process.HasExited) Process.Kill();
            Process.WaitForExit();
            Process.Dispose();
        }
    }
}
