using System.Security.Cryptography;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Audit;

/// <summary>
/// The ECDSA P-256 key this process signs checkpoints with. The private half lives in the data folder, outside the database, readable by the product's account only: whoever can write
/// every table still cannot sign. Each data folder has its own; the public half is announced in the first record of every stream and in the table of keys.
/// </summary>
internal sealed class SigningKey : IDisposable
{
    private const string File = "signing-key.pem";

    private readonly ECDsa _key;

    private SigningKey(ECDsa key)
    {
        _key = key;
        PublicKey = key.ExportSubjectPublicKeyInfo();
        Fingerprint = Checkpoint.Fingerprint(PublicKey);
    }

    /// <summary>SubjectPublicKeyInfo.</summary>
    public byte[] PublicKey { get; }

    /// <summary>What the key is known by.</summary>
    public string Fingerprint { get; }

    /// <summary>The key of a folder; made when missing and <paramref name="make"/>. Null when there is none.</summary>
    public static SigningKey? Open(string folder, bool make)
    {
        var path = Path.Combine(folder, File);
        if (!System.IO.File.Exists(path))
        {
            if (!make) return null;
            Directory.CreateDirectory(folder);
            if (!OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var draft = $"{path}.{Environment.ProcessId}.{Ids.New(TimeProvider.System):N}";
            using (var file = new FileStream(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            using (var writer = new StreamWriter(file))
                writer.Write(made.ExportPkcs8PrivateKeyPem());
            try
            {
                // Of two processes that begin at once in one folder the first one's key stands.
                System.IO.File.Move(draft, path, overwrite: false);
            }
            catch (IOException) when (System.IO.File.Exists(path))
            {
                System.IO.File.Delete(draft);
            }
        }

        var key = ECDsa.Create();
        key.ImportFromPem(System.IO.File.ReadAllText(path));
        return new SigningKey(key);
    }

    /// <summary>Signs a body.</summary>
    public byte[] Sign(byte[] body) => _key.SignData(body, HashAlgorithmName.SHA256);

    /// <summary>Whether a body was signed with this public key.</summary>
    public static bool Verify(byte[] publicKey, byte[] body, byte[] signature)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(publicKey, out _);
            return key.VerifyData(body, signature, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Announces the public half.</summary>
    public async Task AnnounceAsync(NpgsqlConnection connection, TimeProvider time, CancellationToken ct)
    {
        await using var insert = new NpgsqlCommand("insert into audit.signing_key (fingerprint, public_key, node, at) values ($1, $2, $3, $4) on conflict do nothing", connection);
        insert.Parameters.AddWithValue(Fingerprint);
        insert.Parameters.AddWithValue(PublicKey);
        insert.Parameters.AddWithValue(Environment.MachineName);
        insert.Parameters.AddWithValue(time.GetUtcNow());
        await insert.ExecuteNonQueryAsync(ct);
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
