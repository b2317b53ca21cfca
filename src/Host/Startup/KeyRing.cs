using System.Xml.Linq;
using Huitang.Kernel;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Huitang.Host.Startup;

/// <summary>Keys that protect cookies and tokens live in the database, so that every process of a cluster accepts what another issued, and a restart signs nobody out.</summary>
internal static class KeyRing
{
    public static IServiceCollection AddKeyRing(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("huitang");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(options =>
                options.XmlRepository = new Repository(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<TimeProvider>())));
        return services;
    }

    private sealed class Repository(NpgsqlDataSource database, TimeProvider time) : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements()
        {
            using var query = database.CreateCommand("select xml from kernel.key_ring order by at");
            using var reader = query.ExecuteReader();
            var elements = new List<XElement>();
            while (reader.Read()) elements.Add(XElement.Parse(reader.GetString(0)));
            return elements;
        }

        public void StoreElement(XElement element, string friendlyName)
        {
            using var insert = database.CreateCommand("insert into kernel.key_ring (id, name, xml, at) values ($1, $2, $3, $4)");
            insert.Parameters.AddWithValue(Ids.New(time));
            insert.Parameters.AddWithValue(friendlyName);
            insert.Parameters.AddWithValue(element.ToString(SaveOptions.DisableFormatting));
            insert.Parameters.AddWithValue(time.GetUtcNow());
            insert.ExecuteNonQuery();
        }
    }
}
