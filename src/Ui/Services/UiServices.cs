using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;

namespace Huitang.Ui;

/// <summary>Registration of the design system.</summary>
public static class UiServices
{
    /// <summary>Adds what the components need.</summary>
    public static IServiceCollection AddUi(this IServiceCollection services)
    {
        services.AddMudServices();
        services.AddSingleton<MudLocalizer, ZhMudLocalizer>();
        services.AddScoped<Toasts>();
        services.AddScoped<IToasts>(s => s.GetRequiredService<Toasts>());
        services.AddScoped<Confirms>();
        services.AddScoped<IConfirms>(s => s.GetRequiredService<Confirms>());
        services.AddScoped<JsUi>();
        services.AddSingleton<FirstReadStore>();
        services.AddScoped<FirstReads>();
        services.AddScoped<UrlState>();
        services.AddScoped<Viewer>();
        return services;
    }
}
