using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;

namespace Huitang.Downloads.Files;

/// <summary>Files in an object store that speaks S3. Large ones go up in parts; the store shows them when all are there.</summary>
internal sealed class S3FileStore : IFileStore, IDisposable
{
    private readonly S3Options _to;
    private readonly StoreOptions _options;
    private readonly AmazonS3Client _client;

    public S3FileStore(StoreOptions options)
    {
        (_options, _to) = (options, options.S3!);
        var settings = new AmazonS3Config
        {
            ForcePathStyle = _to.PathStyle, AuthenticationRegion = _to.Region,
            // Checksums of Amazon's own making are refused by other stores; the file's SHA-256 is kept with the job.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED, ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (_to.Endpoint is { Length: > 0 } endpoint) settings.ServiceURL = endpoint;
        else settings.RegionEndpoint = RegionEndpoint.GetBySystemName(_to.Region);
        _client = _to.AccessKey is { Length: > 0 } key ? new AmazonS3Client(new BasicAWSCredentials(key, _to.SecretKey), settings) : new AmazonS3Client(settings);
    }

    public string WorkFolder => LocalFileStore.Made(Path.Combine(_options.Folder, ".work"));

    public async Task StoreAsync(string key, string file, CancellationToken ct)
    {
        using var transfer = new TransferUtility(_client);
        await transfer.UploadAsync(new TransferUtilityUploadRequest { BucketName = _to.Bucket, Key = _to.Prefix + key, FilePath = file }, ct);
        File.Delete(file);
    }

    public async Task<Stream?> OpenAsync(string key, CancellationToken ct)
    {
        try
        {
            return (await _client.GetObjectAsync(new GetObjectRequest { BucketName = _to.Bucket, Key = _to.Prefix + key }, ct)).ResponseStream;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public async Task<long?> SizeAsync(string key, CancellationToken ct)
    {
        try
        {
            return (await _client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = _to.Bucket, Key = _to.Prefix + key }, ct)).ContentLength;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public Task DeleteAsync(string key, CancellationToken ct) => _client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _to.Bucket, Key = _to.Prefix + key }, ct);

    public void Dispose() => _client.Dispose();
}
