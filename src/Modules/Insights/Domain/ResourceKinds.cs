namespace Huitang.Insights.Domain;

/// <summary>The pages of resources and what is counted on each.</summary>
internal static class ResourceKinds
{
    /// <summary>Kinds of use by page.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> ByPage = new Dictionary<string, IReadOnlyList<string>>
    {
        ["webinar"] = ["webinar.session", "webinar.view"],
        ["rooms"] = ["rooms.meeting", "rooms.cast", "rooms.whiteboard"],
        ["connector"] = ["connector.h323", "connector.sip"],
        ["phone"] = ["phone.in", "phone.out"],
    };
}
