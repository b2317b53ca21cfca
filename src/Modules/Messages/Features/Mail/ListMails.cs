using Huitang.Kernel;
using Huitang.Messages.Contracts;
using Huitang.Messages.Data;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Messages.Features.Mail;

/// <summary>Mails of the enterprise, newest first.</summary>
[Requires(MessagesPermissions.Read, Scoping.WholeEnterprise)]
internal sealed record ListMails(string? Query, MailState? State, PageRequest Page) : IUseCase<PageOf<MailLine>>;

/// <summary>A mail in the list.</summary>
internal sealed record MailLine(Guid Id, string To, string? ToName, string Subject, MailState State, int Attempts, DateTimeOffset CreatedAt);

internal sealed class ListMailsHandler(AppDb db) : IHandler<ListMails, PageOf<MailLine>>
{
    public async Task<Result<PageOf<MailLine>>> HandleAsync(ListMails order, Actor actor, CancellationToken ct)
    {
        var mails = db.Mails.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(order.Query))
        {
            var pattern = $"%{order.Query.Trim().Replace("\0", "").Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_")}%";
            mails = mails.Where(m => EF.Functions.ILike(m.Subject, pattern, "\\") || EF.Functions.ILike(m.ToAddress, pattern, "\\") || EF.Functions.ILike(m.ToName!, pattern, "\\"));
        }

        if (order.State is { } state) mails = mails.Where(m => m.State == state);
        var total = await mails.CountAsync(ct);
        var rows = await mails.OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id).Skip(order.Page.Skip).Take(order.Page.Take)
            .Select(m => new MailLine(m.Id, m.ToAddress, m.ToName, m.Subject, m.State, m.Attempts, m.CreatedAt)).ToListAsync(ct);
        return new PageOf<MailLine>(rows, total);
    }
}

/// <summary>One mail with its content.</summary>
[Requires(MessagesPermissions.Read, Scoping.WholeEnterprise), Audited("mail.read")]
internal sealed record GetMail(Guid Id) : IUseCase<MailContent>;

/// <summary>A mail to look at.</summary>
internal sealed record MailContent(string To, string? ToName, string Subject, string Text, string Html, string? Calendar, MailState State, int Attempts, string? Error, DateTimeOffset CreatedAt, DateTimeOffset? DoneAt);

internal sealed class GetMailHandler(AppDb db, AuditNotes notes) : IHandler<GetMail, MailContent>
{
    public async Task<Result<MailContent>> HandleAsync(GetMail order, Actor actor, CancellationToken ct)
    {
        var row = await db.Mails.AsNoTracking().SingleOrDefaultAsync(m => m.Id == order.Id, ct);
        if (row is null) return CommonErrors.NotFound;
        notes.On("mail", row.Id.ToString(), row.Subject);
        return new MailContent(row.ToAddress, row.ToName, row.Subject, row.Text, row.Html, row.CalendarText, row.State, row.Attempts, row.Error, row.CreatedAt, row.DoneAt);
    }
}
