using Huitang.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Huitang.Unit.Kernel;

public class UseCasesTests
{
    [Fact]
    public async Task What_fails_unexpectedly_is_answered_with_a_number_and_what_is_given_up_stays_given_up()
    {
        var services = new ServiceCollection();
        services.AddScoped<CurrentActor>();
        services.AddScoped<IHandler<Fail, Huitang.Kernel.Unit>, FailHandler>();
        await using var provider = services.BuildServiceProvider();
        var door = new UseCases(provider.GetRequiredService<IServiceScopeFactory>(), new Nobody(), TimeProvider.System, NullLogger<UseCases>.Instance);

        var ct = TestContext.Current.CancellationToken;
        var first = (await door.RunAsync(new Fail(new InvalidOperationException("secret")), ct)).Error!;
        var second = (await door.RunAsync(new Fail(new InvalidOperationException("secret")), ct)).Error!;
        Assert.Equal((CommonErrors.Failed.Code, ErrorKind.Unavailable), (first.Code, first.Kind));
        Assert.Matches("^[0-9a-f]{12}$", Assert.Single(first.Args));
        Assert.NotEqual(first.Args[0], second.Args[0]);
        await Assert.ThrowsAsync<OperationCanceledException>(() => door.RunAsync(new Fail(new OperationCanceledException()), ct));
    }

    [Requires(RequiresAttribute.Nobody)]
    private sealed record Fail(Exception With) : IUseCase<Huitang.Kernel.Unit>;

    private sealed class FailHandler : IHandler<Fail, Huitang.Kernel.Unit>
    {
        public async Task<Result<Huitang.Kernel.Unit>> HandleAsync(Fail order, Actor actor, CancellationToken ct)
        {
            await Task.Yield();
            throw order.With;
        }
    }

    private sealed class Nobody : IActorSource
    {
        public ValueTask<Actor> GetAsync(CancellationToken ct) => new(Actor.Anonymous);
    }
}
