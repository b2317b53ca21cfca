namespace Huitang.Host.Startup;

/// <summary>The service log: what happens in the product in full, of the libraries only what needs attention.</summary>
internal static class LoggingSetup
{
    public static ILoggingBuilder AddHuitangConsole(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Huitang", LogLevel.Information);
        // Advice about server garbage collection, and about keys being stored in our own database, which is meant.
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        // A database that went away is told once by whoever needed it, with its own words.
        logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical);
        return logging;
    }
}
