using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Huitang.Kernel;

/// <summary>A thing somebody asks the product to do; handled by exactly one <see cref="IHandler{TUseCase,TAnswer}"/>.</summary>
#pragma warning disable CA1040 // the type parameter is the content
public interface IUseCase<TAnswer>;
#pragma warning restore CA1040

/// <summary>Does a use case. Runs in a scope of its own, after access was checked.</summary>
public interface IHandler<in TUseCase, TAnswer> where TUseCase : IUseCase<TAnswer>
{
    /// <summary>Does it, or says why not. Expected refusals are errors, never exceptions.</summary>
    Task<Result<TAnswer>> HandleAsync(TUseCase order, Actor actor, CancellationToken ct);
}

/// <summary>The one door from pages and routes to the product: resolves the actor, then runs the use case in a fresh scope.</summary>
public sealed class UseCases(IServiceScopeFactory scopes, IActorSource actors, TimeProvider time, ILogger<UseCases> log)
{
    /// <summary>Runs as whoever is behind the page or request. What goes wrong unexpectedly is logged under a number and answered as an error, so that a page stays and nothing typed is lost.</summary>
    public async Task<Result<TAnswer>> RunAsync<TAnswer>(IUseCase<TAnswer> order, CancellationToken ct = default)
    {
        var actor = await actors.GetAsync(ct);
        try
        {
            return await UseCaseRunner.RunAsync(scopes, order, actor, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var reference = Ids.New(time).ToString("N")[^12..];
            log.LogError(e, "{UseCase} failed; reference {Reference}", order.GetType().Name, reference);
            return CommonErrors.Failed.With(reference);
        }
    }
}

/// <summary>Runs a use case as a given actor: access, audit, handler. Used by <see cref="UseCases"/>, jobs, event handlers and tests.</summary>
public static class UseCaseRunner
{
    private sealed record Plan(Type Handler, MethodInfo Handle, string Permission, AccessTarget? Target, AuditedAttribute? Audited, RuleCall[] Rules);

    private sealed record RuleCall(Type Rule, MethodInfo Find, MethodInfo Refuse);

    // What was decided, about which object, and how the person is told; no refusal where they may.
    private sealed record Ruling(AccessDecision Decision, AccessTarget? Target, Error? Refusal);

    private static readonly ConcurrentDictionary<(Type, Type), Plan> Plans = new();

    /// <summary>Runs <paramref name="order"/> as <paramref name="actor"/> in a new scope.</summary>
    public static async Task<Result<TAnswer>> RunAsync<TAnswer>(IServiceScopeFactory scopes, IUseCase<TAnswer> order, Actor actor, CancellationToken ct = default)
    {
        var plan = Plans.GetOrAdd((order.GetType(), typeof(TAnswer)), static key => Read(key.Item1, key.Item2));
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<CurrentActor>().Actor = actor;

        var ruling = await RuleAsync(plan, services, order, actor, ct);
        var refusal = ruling.Refusal;
        if (plan.Audited is null)
            return refusal is not null ? refusal : await HandleAsync<TAnswer>(plan, services, order, actor, ct);

        // The record is opened before the act and closed with its outcome: a live act cannot be rolled back, so its record must not depend on it.
        var notes = services.GetRequiredService<AuditNotes>();
        var log = services.GetRequiredService<IAuditLog>();
        Guid entry;
        try
        {
            var (kind, ground) = AuditLogs.Of(plan.Audited.Log, ruling.Decision, actor, ruling.Target);
            entry = await log.OpenAsync(new AuditOpening(plan.Audited.Action, kind, plan.Permission is RequiresAttribute.Nobody or RequiresAttribute.SignedIn ? null : plan.Permission, ground), actor, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            services.GetRequiredService<ILoggerFactory>().CreateLogger("Huitang.Audit").LogError(e, "Audit entry for {Action} could not be written; the act is refused", plan.Audited.Action);
            return CommonErrors.AuditUnavailable;
        }

        try
        {
            Result<TAnswer> result = refusal is not null ? refusal : await HandleAsync<TAnswer>(plan, services, order, actor, ct);
            await log.CloseAsync(entry, actor.Tenant, result.Error?.Code ?? AuditOutcome.Done, notes, CancellationToken.None);
            return result;
        }
        catch
        {
            await log.CloseAsync(entry, actor.Tenant, AuditOutcome.Failed, notes, CancellationToken.None);
            throw;
        }
    }

    private static async Task<Ruling> RuleAsync(Plan plan, IServiceProvider services, object order, Actor actor, CancellationToken ct)
    {
        if (plan.Permission != RequiresAttribute.Nobody && actor.Kind == ActorKind.Anonymous)
            return new Ruling(new AccessDecision(plan.Permission, AccessReason.SignedOut), null, CommonErrors.SignedOut);
        foreach (var call in plan.Rules)
        {
            if (services.GetService(call.Rule) is not { } rule) continue;
            var target = await (Task<AccessTarget?>)call.Find.Invoke(rule, [actor, order, ct])!;
            var decided = target is null ? new AccessDecision(plan.Permission, AccessReason.NoSuchObject) : AccessRules.Decide(actor, plan.Permission, target);
            return new Ruling(decided, target, decided.Allowed ? null : (Error)call.Refuse.Invoke(rule, [actor, target, decided])!);
        }

        var decision = AccessRules.Decide(actor, plan.Permission, plan.Target);
        return new Ruling(decision, plan.Target, decision switch
        {
            { Allowed: true } => null,
            { Reason: AccessReason.PartOnly } => CommonErrors.PartOnly.With(plan.Permission),
            _ => CommonErrors.Forbidden.With(plan.Permission),
        });
    }

    private static Task<Result<TAnswer>> HandleAsync<TAnswer>(Plan plan, IServiceProvider services, object order, Actor actor, CancellationToken ct)
    {
        try
        {
            return (Task<Result<TAnswer>>)plan.Handle.Invoke(services.GetRequiredService(plan.Handler), [order, actor, ct])!;
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }

    private static Plan Read(Type order, Type answer)
    {
        var handler = typeof(IHandler<,>).MakeGenericType(order, answer);
        var rules = order.GetInterfaces()
            .Select(i => typeof(IAccessRule<>).MakeGenericType(i))
            .Select(r => new RuleCall(r, r.GetMethod(nameof(IAccessRule<object>.FindAsync))!, r.GetMethod(nameof(IAccessRule<object>.Refuse))!))
            .ToArray();
        var requires = order.GetCustomAttribute<RequiresAttribute>() ?? throw new InvalidOperationException($"{order.Name} names no permission.");
        return new Plan(
            handler,
            handler.GetMethod("HandleAsync")!,
            requires.Permission,
            requires.Scoping is Scoping.Undeclared or Scoping.WholeEnterprise ? AccessTarget.Enterprise : null,
            order.GetCustomAttribute<AuditedAttribute>(),
            rules);
    }
}
