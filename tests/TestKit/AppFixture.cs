using Huitang.Host.Startup;
using Huitang.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Huitang.TestKit;

/// <summary>The cluster shared by all tests of one test process. Use as an assembly fixture.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    /// <summary>Folder of a cluster that is kept; null for one that goes with the process.</summary>
    public string? Kept { get; init; }

    private PostgresServer? _server;

    /// <summary>The running cluster.</summary>
    public PostgresServer Server => _server ?? throw new InvalidOperationException("Not started.");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _server = await PostgresServer.StartAsync(Kept);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}

/// <summary>The whole product in this process: a database of its own, a free port, one silo. Give it to a test class as a class fixture.</summary>
/// <param name="postgres">The cluster of the test assembly.</param>
public class AppFixture(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("htapp").FullName;
    private WebApplication? _app;
    private string? _database;

    /// <summary>The running product.</summary>
    public WebApplication App => _app ?? throw new InvalidOperationException("Not started.");

    /// <summary>Its services. Tests prefer <see cref="RunAsync{TAnswer}(Actor, IUseCase{TAnswer})"/>.</summary>
    public IServiceProvider Services => App.Services;

    /// <summary>Address it listens on.</summary>
    public Uri Url => new(App.Urls.First());

    /// <summary>Connection string of its database.</summary>
    public string Database => _database ?? throw new InvalidOperationException("Not started.");

    /// <summary>Folder for its files.</summary>
    public string DataFolder => _folder;

    /// <summary>A client for its address.</summary>
    public HttpClient CreateClient() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Url };

    /// <summary>Runs a use case as somebody, through the same door as pages do.</summary>
    public Task<Result<TAnswer>> RunAsync<TAnswer>(Actor actor, IUseCase<TAnswer> order) =>
        UseCaseRunner.RunAsync(Services.GetRequiredService<IServiceScopeFactory>(), order, actor, TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _database = postgres.Server.Found ? postgres.Server.ConnectionString("test_1") : await postgres.Server.CreateDatabaseAsync();
        _app = Build();
        await _app.StartAsync();
    }

    /// <summary>Stops the product and starts it again on the same database.</summary>
    public async Task RestartAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        _app = Build();
        await _app.StartAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>How the product is to run; override for a local Janus, proxies, a cluster.</summary>
    protected virtual HuitangOptions Configure(HuitangOptions options) => options;

    /// <summary>Changes to what the product is put together from, such as a clock of the test's own.</summary>
    protected virtual void Change(WebApplicationBuilder builder)
    {
    }

    private WebApplication Build()
    {
        var options = new HuitangOptions { Database = Database, DataFolder = _folder, LocalMedia = false };
        return HuitangApp.Build(Configure(options), builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            Change(builder);
        });
    }
}
