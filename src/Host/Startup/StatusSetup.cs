using Huitang.Kernel;
using Npgsql;

namespace Huitang.Host.Startup;

/// <summary>What the host itself knows about the state of the installation.</summary>
internal static class StatusSetup
{
    public static IServiceCollection AddSystemStatus(this IServiceCollection services)
    {
        services.AddSingleton<ISystemPart, DatabasePart>();
        services.AddSingleton<ISystemPart, MailPart>();
        services.AddSingleton<ISystemPart, DiskPart>();
        services.AddSingleton<ISystemStatus, SystemStatus>();
        return services;
    }

    private sealed class SystemStatus(IEnumerable<ISystemPart> parts, TimeProvider time, ILogger<SystemStatus> log) : ISystemStatus, IDisposable
    {
        private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
        private readonly SemaphoreSlim _one = new(1, 1);
        private IReadOnlyList<PartStatus> _last = [];
        private DateTimeOffset _at;

        public void Dispose() => _one.Dispose();

        public async Task<IReadOnlyList<PartStatus>> LookAsync(CancellationToken ct)
        {
            await _one.WaitAsync(ct);
            try
            {
                if (time.GetUtcNow() - _at < Fresh) return _last;
                _last = (await Task.WhenAll(parts.Select(part => LookAtAsync(part, ct)))).OfType<PartStatus>().ToList();
                _at = time.GetUtcNow();
                return _last;
            }
            finally
            {
                _one.Release();
            }
        }

        private async Task<PartStatus?> LookAtAsync(ISystemPart part, CancellationToken ct)
        {
            try
            {
                return await part.LookAsync(ct).WaitAsync(Patience, time, ct);
            }
            catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                log.LogWarning(e, "{Part} did not say how it is", part.GetType().Name);
                return null;
            }
        }
    }

    private sealed class DatabasePart(NpgsqlDataSource database) : ISystemPart
    {
        public async Task<PartStatus> LookAsync(CancellationToken ct)
        {
            try
            {
                await using var query = database.CreateCommand("show server_version");
                var version = (string?)await query.ExecuteScalarAsync(ct) ?? "";
                return new("database", PartState.Up, () => Texts.part_database, () => $"PostgreSQL {version}");
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                var message = e.Message;
                return new("database", PartState.Down, () => Texts.part_database, Problem: () => string.Format(Texts.problem_database, message), Remedy: () => Texts.remedy_database);
            }
        }
    }

    private sealed class DiskPart(HuitangOptions options) : ISystemPart
    {
        public Task<PartStatus> LookAsync(CancellationToken ct) => Task.FromResult(Disk(options.DataFolder));
    }

    /// <summary>Room on the disk of an existing folder.</summary>
    public static PartStatus Disk(string folder)
    {
        const long enough = 2L << 30;
        var path = Path.GetFullPath(folder);
        var free = new DriveInfo(path).AvailableFreeSpace;
        string Free() => string.Format(Texts.disk_free, $"{free / (double)(1L << 30):0.0}");
        return free >= enough
            ? new PartStatus("disk", PartState.Up, () => Texts.part_disk, Free)
            : new PartStatus("disk", PartState.Limited, () => Texts.part_disk, Free, () => Texts.problem_disk, () => string.Format(Texts.remedy_disk, path));
    }
}
