using Huitang.Integration.Access;
using Xunit;

namespace Huitang.Integration.Identity.Scim;

/// <summary>Tests through the eyes of a directory whose token a super admin made.</summary>
public abstract class DirectoryTests(AccessFixture app) : IClassFixture<AccessFixture>, IAsyncLifetime
{
    /// <summary>The enterprise the directory belongs to.</summary>
    protected AccessFixture App { get; } = app;

    /// <summary>The directory.</summary>
    private protected Directory Client { get; private set; } = null!;

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync() => Client = await Directory.OfAsync(App, await App.SuperAsync());

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Client.Dispose();
        return ValueTask.CompletedTask;
    }
}
