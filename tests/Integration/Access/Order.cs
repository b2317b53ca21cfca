using System.Collections;
using System.Reflection;
using Huitang.Identity.Access;
using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Integration.Access;

/// <summary>Ids of one object of each kind, and a word to search for.</summary>
internal sealed record Foreign(UserId User, DepartmentId Department, MeetingId Meeting, MediaRoomId Room, ParticipationId Participation, Guid Role, string Word)
{
    /// <summary>Ids of nothing.</summary>
    public static Foreign Nowhere(string word) => new(new(New()), new(New()), new(New()), new(New()), new(New()), New(), word);

    private static Guid New() => Ids.New(TimeProvider.System);
}

/// <summary>Makes and runs use cases whose type is known at run time only.</summary>
internal static class Order
{
    /// <summary>An instance with these ids wherever it takes some.</summary>
    public static object Make(Type type, Foreign ids, MemoryStream file) => Value(type, "", ids, file)!;

    /// <summary>Runs it as somebody: the refusal, and all the text in the answer.</summary>
    public static async Task<(Error? Error, string Text)> RunAsync(IServiceProvider services, object order, Actor actor)
    {
        var answer = order.GetType().GetInterfaces().Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IUseCase<>)).GetGenericArguments()[0];
        var run = typeof(UseCaseRunner).GetMethod(nameof(UseCaseRunner.RunAsync))!.MakeGenericMethod(answer);
        var task = (Task)run.Invoke(null, [services.GetRequiredService<IServiceScopeFactory>(), order, actor, CancellationToken.None])!;
        await task;
        var result = task.GetType().GetProperty("Result")!.GetValue(task)!;
        var error = (Error?)result.GetType().GetProperty("Error")!.GetValue(result);
        var text = new List<string>();
        Collect(result.GetType().GetProperty("Value")!.GetValue(result), text, 0);
        if (error is not null) text.AddRange(error.Args);
        return (error, string.Join('\n', text));
    }

    private static object? Value(Type type, string name, Foreign ids, MemoryStream file)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return name is "Zone" ? "Asia/Shanghai" : name is "Permission" ? "users.read" : name is "Kind" ? "person" : name is "Sort" ? null : ids.Word;
        if (type == typeof(Guid)) return name is "Role" or "MoveTo" ? ids.Role : name is "Object" or "Id" ? ids.User.Value : ids.Meeting.Value;
        if (type == typeof(UserId)) return ids.User;
        if (type == typeof(DepartmentId)) return ids.Department;
        if (type == typeof(MeetingId)) return ids.Meeting;
        if (type == typeof(MediaRoomId)) return ids.Room;
        if (type == typeof(ParticipationId)) return ids.Participation;
        if (type == typeof(Proof)) return default(Proof);
        if (type == typeof(PageRequest)) return new PageRequest(1, 100);
        if (type == typeof(byte[])) return System.Text.Encoding.UTF8.GetBytes(ids.Word);
        if (type == typeof(TimeZoneInfo)) return TimeZoneInfo.Utc;
        if (type == typeof(ExportFormat)) return ExportFormat.Csv;
        if (typeof(Stream).IsAssignableFrom(type)) return file;
        if (type.IsEnum) return Enum.GetValues(type).GetValue(0);
        if (type == typeof(DateTimeOffset)) return null;
        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
        {
            var item = type.GetGenericArguments()[0];
            var array = Array.CreateInstance(item, 1);
            array.SetValue(Value(item, name, ids, file), 0);
            return array;
        }

        if (type.Namespace?.StartsWith("Huitang", StringComparison.Ordinal) != true) return type.IsValueType ? Activator.CreateInstance(type) : null;

        // Filters of lists: nothing but the word, so that nothing else hides what must not be shown.
        var make = type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).Where(c => c.GetParameters() is not [{ } only] || only.ParameterType != type).MaxBy(c => c.GetParameters().Length);
        if (make is null) return Activator.CreateInstance(type);
        return make.Invoke([.. make.GetParameters().Select(p => p.HasDefaultValue && p.Name is not "Search" and not "Text" and not "Query" ? Default(p) : Value(p.ParameterType, p.Name ?? "", ids, file))]);
    }

    private static object? Default(ParameterInfo p) => p.DefaultValue ?? (p.ParameterType.IsValueType && Nullable.GetUnderlyingType(p.ParameterType) is null ? Activator.CreateInstance(p.ParameterType) : null);

    private static void Collect(object? value, List<string> into, int depth)
    {
        switch (value)
        {
            case null:
                return;
            case string text:
                into.Add(text);
                return;
            case IEnumerable many:
                foreach (var one in many) Collect(one, into, depth + 1);
                return;
        }

        var type = value.GetType();
        if (type.IsPrimitive || type.IsEnum || depth > 8 || value is Delegate or Stream) return;
        if (type.Namespace?.StartsWith("Huitang", StringComparison.Ordinal) != true && !type.IsGenericType)
        {
            into.Add(value.ToString() ?? "");
            return;
        }

        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0 && p.PropertyType != type)) Collect(property.GetValue(value), into, depth + 1);
    }
}
