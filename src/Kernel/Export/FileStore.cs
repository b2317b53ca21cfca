namespace Huitang.Kernel;

/// <summary>Where the product keeps files that are too large for the database: a folder, or an object store that speaks S3. Whole files only; a half-written one is never seen.</summary>
public interface IFileStore
{
    /// <summary>Takes a finished file over; it is gone from where it was.</summary>
    /// <param name="key">Name in the store, of lower-case letters, digits, <c>-</c>, <c>.</c> and <c>/</c>.</param>
    /// <param name="file">Path of a local file, in <see cref="WorkFolder"/>.</param>
    /// <param name="ct">Gives up; nothing is kept then.</param>
    Task StoreAsync(string key, string file, CancellationToken ct);

    /// <summary>Opens a file for reading; null when there is none.</summary>
    Task<Stream?> OpenAsync(string key, CancellationToken ct);

    /// <summary>Size in bytes; null when there is none.</summary>
    Task<long?> SizeAsync(string key, CancellationToken ct);

    /// <summary>Deletes a file; without complaint when there is none.</summary>
    Task DeleteAsync(string key, CancellationToken ct);

    /// <summary>Folder on this machine for files being written; nobody but the product reads it.</summary>
    string WorkFolder { get; }
}
