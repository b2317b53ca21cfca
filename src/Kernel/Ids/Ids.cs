namespace Huitang.Kernel;

/// <summary>A strongly typed identifier over a version-7 GUID. Every implementing struct is mapped to <c>uuid</c> by one convention.</summary>
/// <typeparam name="TSelf">The identifier itself.</typeparam>
public interface IId<TSelf> where TSelf : struct, IId<TSelf>
{
    /// <summary>The raw value.</summary>
    Guid Value { get; }

    /// <summary>Wraps a raw value.</summary>
    static abstract TSelf From(Guid value);
}

/// <summary>Makes new ids: version 7, so that they sort by time of creation.</summary>
public static class Ids
{
    /// <summary>A new raw id stamped with the given clock.</summary>
#pragma warning disable RS0030 // the one place that may
    public static Guid New(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow());
#pragma warning restore RS0030

    /// <summary>A new typed id stamped with the given clock.</summary>
    public static TId New<TId>(TimeProvider time) where TId : struct, IId<TId> => TId.From(New(time));
}

/// <summary>The enterprise (tenant) a row belongs to; small and dense, first in every key and index.</summary>
[GenerateSerializer, Immutable]
public readonly record struct TenantId([property: Id(0)] int Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A person with an account.</summary>
[GenerateSerializer, Immutable]
public readonly record struct UserId([property: Id(0)] Guid Value) : IId<UserId>
{
    /// <inheritdoc/>
    public static UserId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}
