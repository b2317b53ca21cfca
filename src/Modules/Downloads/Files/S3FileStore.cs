using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Huitang.Downloads.Files;

/// <summary>Files in an object store that speaks S3. Large ones go up in parts; the store shows them when all are there.</summary>
internal sealed class S3FileStore : IFileStore, IDisposable
{
    // Of at most ten thousand parts: 160 GB.
    private const long PartSize = 16 * 1024 * 1024;

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
        var size = new FileInfo(file).Length;
        // Each request is signed as a whole: signing it chunk by chunk, as the library would, is refused by stores other than Amazon's.
        if (size <= PartSize) await _client.PutObjectAsync(new PutObjectRequest { BucketName = _to.Bucket, Key = _to.Prefix + key, FilePath = file, UseChunkEncoding = false }, ct);
        else await StorePartsAsync(key, file, size, ct);
        File.Delete(file);
    }

    private async Task StorePartsAsync(string key, string file, long size, CancellationToken ct)
    {
        var upload = (await _client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = _to.Bucket, Key = _to.Prefix + key }, ct)).UploadId;
        try
        {
            var parts = new List<PartETag>();
            for (var at = 0L; at < size; at += PartSize)
            {
                var part = await _client.UploadPartAsync(
                    new UploadPartRequest
                    {
                        BucketName = _to.Bucket, Key = _to.Prefix + key, UploadId = upload, PartNumber = parts.Count + 1, FilePath = file, FilePosition = at, PartSize = Math.Min(PartSize, size - at), UseChunkEncoding = false,
                    },
                    ct);
                parts.Add(new PartETag(parts.Count + 1, part.ETag));
            }

            await _client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = _to.Bucket, Key = _to.Prefix + key, UploadId = upload, PartETags = parts }, ct);
        }
        catch
        {
            await AbandonAsync(key, upload);
            throw;
        }
    }

    // What lies there half is paid for and seen by nobody.
    private async Task AbandonAsync(string key, string upload)
    {
        try
        {
            await _client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = _to.Bucket, Key = _to.Prefix + key, UploadId = upload }, CancellationToken.None);
        }
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException or HttpRequestException)
        {
            // Out of reach; why the upload failed is what is told.
        }
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
