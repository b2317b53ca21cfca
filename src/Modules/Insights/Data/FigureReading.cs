using System.Data;
using Huitang.Kernel;
using Npgsql;

namespace Huitang.Insights.Data;

/// <summary>Questions put to the database together: a page asks a dozen, and going there once is what takes time. Statements are not prepared, or the server would plan them for any department at once.</summary>
internal sealed class FigureReading(NpgsqlDataSource data)
{
    private readonly List<Func<SpanPieces, NpgsqlBatch, Func<NpgsqlDataReader, CancellationToken, Task>>> _questions = [];
    private TenantId? _pieces;

    /// <summary>Adds a question; the answer is there once <see cref="RunAsync"/> is through.</summary>
    public Answer<T> Ask<T>(Question<T> question)
    {
        var answer = new Answer<T>();
        _pieces ??= question.Pieces;
        _questions.Add((pieces, batch) =>
        {
            var query = question.Put(pieces);
            var command = new NpgsqlBatchCommand(query.Sql);
            foreach (var value in query.Values) command.Parameters.Add(new NpgsqlParameter { Value = value });
            batch.BatchCommands.Add(command);
            return async (rows, ct) => answer.Value = await query.Read(rows, ct);
        });
        return answer;
    }

    /// <summary>Puts the questions and reads the answers. Where pieces of spans are asked for, all answers are of one moment.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var transaction = _pieces is null ? null : await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var pieces = _pieces is { } tenant ? await SpanPieces.ReadAsync(connection, tenant, ct) : SpanPieces.None;
        await using (var batch = connection.CreateBatch())
        {
            var reads = _questions.ConvertAll(put => put(pieces, batch));
            await using var rows = await batch.ExecuteReaderAsync(ct);
            foreach (var read in reads)
            {
                await read(rows, ct);
                await rows.NextResultAsync(ct);
            }
        }

        if (transaction is not null) await transaction.CommitAsync(ct);
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

/// <summary>A question to the figures.</summary>
/// <param name="Pieces">Enterprise whose longer parts must be known to put it; null when none need to.</param>
/// <param name="Put">How it is put.</param>
internal sealed record Question<T>(TenantId? Pieces, Func<SpanPieces, Query<T>> Put)
{
    /// <summary>One that is the same whatever was made.</summary>
    public Question(string sql, object[] values, Func<NpgsqlDataReader, CancellationToken, Task<T>> read)
        : this(null, _ => new Query<T>(sql, values, read))
    {
    }
}

/// <summary>A query and how its rows are read.</summary>
/// <param name="Sql">Statement with numbered parameters.</param>
/// <param name="Values">Their values.</param>
/// <param name="Read">Reads the rows.</param>
internal sealed record Query<T>(string Sql, object[] Values, Func<NpgsqlDataReader, CancellationToken, Task<T>> Read);

/// <summary>What comes of a question.</summary>
internal sealed class Answer<T>
{
    /// <summary>The answer; nothing before the questions were put.</summary>
    public T Value { get; set; } = default!;
}
