using Npgsql;

namespace Huitang.Insights.Data;

/// <summary>Questions put to the database together: a page asks a dozen, and going there once is what takes time. Statements are not prepared, or the server would plan them for any department at once.</summary>
internal sealed class FigureReading(NpgsqlDataSource data)
{
    private readonly List<(NpgsqlBatchCommand Command, Func<NpgsqlDataReader, CancellationToken, Task> Read)> _questions = [];

    /// <summary>Adds a question; the answer is there once <see cref="RunAsync"/> is through.</summary>
    public Answer<T> Ask<T>(Question<T> question)
    {
        var answer = new Answer<T>();
        var command = new NpgsqlBatchCommand(question.Sql);
        foreach (var value in question.Values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        _questions.Add((command, async (rows, ct) => answer.Value = await question.Read(rows, ct)));
        return answer;
    }

    /// <summary>Puts the questions and reads the answers.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await using var batch = data.CreateBatch();
        foreach (var (command, _) in _questions) batch.BatchCommands.Add(command);
        await using var rows = await batch.ExecuteReaderAsync(ct);
        foreach (var (_, read) in _questions)
        {
            await read(rows, ct);
            await rows.NextResultAsync(ct);
        }
    }

    /// <summary>Puts one question.</summary>
    public static async Task<T> OneAsync<T>(NpgsqlDataSource data, Question<T> question, CancellationToken ct)
    {
        var reading = new FigureReading(data);
        var answer = reading.Ask(question);
        await reading.RunAsync(ct);
        return answer.Value;
    }
}

/// <summary>A query and how its rows are read.</summary>
/// <param name="Sql">Statement with numbered parameters.</param>
/// <param name="Values">Their values.</param>
/// <param name="Read">Reads the rows.</param>
internal sealed record Question<T>(string Sql, object[] Values, Func<NpgsqlDataReader, CancellationToken, Task<T>> Read);

/// <summary>What comes of a question.</summary>
internal sealed class Answer<T>
{
    /// <summary>The answer; nothing before the questions were put.</summary>
    public T Value { get; set; } = default!;
}
