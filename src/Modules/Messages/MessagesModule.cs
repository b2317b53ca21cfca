using Huitang.Kernel;
using Huitang.Messages.Contracts;
using Huitang.Messages.Features.Notices;
using Huitang.Messages.Sending;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Huitang.Messages;

/// <summary>Mail and in-app notices.</summary>
public sealed class MessagesModule : IModule
{
    /// <inheritdoc/>
    public void Add(IServiceCollection services)
    {
        services.AddParts(typeof(MessagesModule).Assembly);
        services.AddOptions<MailOptions>().BindConfiguration("Mail");
        services.TryAddSingleton<ISiteAddress, ConfiguredSiteAddress>();
        services.AddScoped<IMailer, MailQueue>();
        services.AddScoped<INotifications, Notifications>();
        services.AddSingleton<INotificationFeed, NotificationFeed>();
        services.AddSingleton<NoticeBell>();
        services.AddSingleton<INoticeBell>(s => s.GetRequiredService<NoticeBell>());
        services.AddSingleton<MailSender>();
        services.AddHostedService(s => s.GetRequiredService<MailSender>());
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
    }

    /// <inheritdoc/>
    public IEnumerable<PermissionDefinition> Permissions =>
        [new(MessagesPermissions.Read, () => Texts.PermissionRead, () => Texts.PermissionGroup, Sensitive: true)];

    /// <inheritdoc/>
    public string? TextOf(string code) => Texts.ResourceManager.GetString("action_" + code.Replace('.', '_'), System.Globalization.CultureInfo.CurrentUICulture);

    /// <inheritdoc/>
    public IEnumerable<MenuEntry> Menu =>
        [new("mail", MenuArea.Enterprise, 800, "/console/messages/mail", () => Texts.MailTitle, Ui.AppIcons.Mail, MessagesPermissions.Read, () => Texts.PermissionGroup) { WholeEnterprise = true }];
}
