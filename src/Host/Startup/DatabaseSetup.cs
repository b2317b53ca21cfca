using System.Reflection;
using Huitang.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace Huitang.Host.Startup;

/// <summary>The database: one data source, one context, one history of migrations.</summary>
public static class DatabaseSetup
{
    private const string MigrationsAssembly = "Huitang.Migrations";

    /// <summary>Registers the data source and the context.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(_ => DataSource(connectionString));
        services.AddSingleton<IModelPart, KernelModel>();
        services.AddSingleton<TenantStamp>();
        services.AddScoped<CurrentActor>();
        services.AddDbContext<AppDb>((provider, options) => Use(options, provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<TenantStamp>()));
        return services;
    }

    /// <summary>Brings the database to this version's schema; creates it when the server has none of that name. Safe to run from several processes at once.</summary>
    /// <returns>Names of the migrations applied now.</returns>
    public static async Task<IReadOnlyList<string>> MigrateAsync(string connectionString, CancellationToken ct)
    {
        await using var source = DataSource(connectionString);
        await using var db = Context(source);
        var pending = await db.Database.CanConnectAsync(ct)
            ? (await db.Database.GetPendingMigrationsAsync(ct)).ToList()
            : db.Database.GetMigrations().ToList();
        if (pending.Count > 0) await db.Database.MigrateAsync(ct);
        return pending;
    }

    /// <summary>Migrations of the database that this version does not know: a newer version has been here.</summary>
    public static async Task<IReadOnlyList<string>> UnknownMigrationsAsync(string connectionString, CancellationToken ct)
    {
        await using var source = DataSource(connectionString);
        await using var db = Context(source);
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        return (await db.Database.GetAppliedMigrationsAsync(ct)).Where(m => !known.Contains(m)).ToList();
    }

    /// <summary>A context outside the program: migrations, design time, rules.</summary>
    public static AppDb Context(NpgsqlDataSource source)
    {
        var options = new DbContextOptionsBuilder<AppDb>();
        Use(options, source, new TenantStamp(TimeProvider.System));
        return new AppDb(options.Options, ModelParts(), new CurrentActor());
    }

    // Of every session, on whatever server: searches and statistics differ too much for one plan to fit all parameters, compiling a plan costs more than these
    // questions take, and matches among a million people must fit into memory to be met with those of a department (4 MB, the default, are too few).
    private const string Session = "-c plan_cache_mode=force_custom_plan -c jit=off -c work_mem=16MB";

    /// <summary>The data source as the product configures it. A connection string with <c>Options</c> of its own keeps them.</summary>
    public static NpgsqlDataSource DataSource(string connectionString)
    {
        var source = new NpgsqlDataSourceBuilder(connectionString);
        if (source.ConnectionStringBuilder.ApplicationName is null) source.ConnectionStringBuilder.ApplicationName = "huitang";
        source.ConnectionStringBuilder.Options ??= Session;
        return source.Build();
    }

    private static void Use(DbContextOptionsBuilder options, NpgsqlDataSource source, TenantStamp stamp) =>
        options.UseNpgsql(source, npgsql => npgsql.MigrationsAssembly(MigrationsAssembly).MigrationsHistoryTable("migration", "kernel"))
            .UseSnakeCaseNamingConvention()
            .AddInterceptors(stamp);

    private static List<IModelPart> ModelParts() =>
    [
        new KernelModel(),
        .. HuitangApp.Modules.SelectMany(m => m.GetType().Assembly.GetTypes())
            .Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IModelPart).IsAssignableFrom(t))
            .Select(t => (IModelPart)Activator.CreateInstance(t, nonPublic: true)!),
    ];
}

/// <summary>Lets the migration tool make a context without starting the product or reaching a server.</summary>
internal sealed class DesignTimeDb : IDesignTimeDbContextFactory<AppDb>
{
    public AppDb CreateDbContext(string[] args) => DatabaseSetup.Context(DatabaseSetup.DataSource("Host=/nowhere;Database=design"));
}
