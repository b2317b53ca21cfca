using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Huitang.Audit.Sinks;

/// <summary>
/// Webhook: POST of <c>{"records":[{"id","kind","at","hash","content"}]}</c>, signed with HMAC-SHA256 over <c>timestamp.body</c> in <c>X-Huitang-Signature</c>. At least once: anything but an answer of the
/// 200s is sent again, so receivers keep ids.
/// </summary>
internal sealed class WebhookSink(SinkOptions options, TimeProvider time) : ISink
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = TimeSpan.FromSeconds(10) };

    public async Task SendAsync(IReadOnlyList<Pushed> some, CancellationToken ct)
    {
        var records = new JsonArray([.. some.Select(one => (JsonNode)new JsonObject
        {
            ["id"] = one.Id, ["kind"] = one.Kind, ["at"] = one.At.ToUnixTimeMilliseconds(), ["hash"] = one.Hash, ["content"] = one.Content.DeepClone(),
        })]);
        var body = Encoding.UTF8.GetBytes(new JsonObject { ["records"] = records }.ToJsonString(Json));
        var stamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" } } };
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Url) { Content = content };
        request.Headers.Add("X-Huitang-Timestamp", stamp);
        request.Headers.Add("X-Huitang-Signature", "sha256=" + Signature(options.Secret ?? "", stamp, body));
        using var answer = await _http.SendAsync(request, ct);
        answer.EnsureSuccessStatusCode();
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The signature of a body.</summary>
    public static string Signature(string secret, string stamp, byte[] body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.UTF8.GetBytes(stamp + "."), .. body]));
}
