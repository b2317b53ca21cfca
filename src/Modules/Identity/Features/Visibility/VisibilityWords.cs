namespace Huitang.Identity.Features.Visibility;

/// <summary>Words about visibility in the current language.</summary>
internal static class VisibilityWords
{
    public static string Kind(VisibilitySubject kind) => kind switch { VisibilitySubject.Everybody => Texts.vis_everybody, VisibilitySubject.Department => Texts.vis_department, _ => Texts.vis_person };

    public static string Extent(VisibilityExtent extent) => extent switch
    {
        VisibilityExtent.Everybody => Texts.vis_extent_everybody,
        VisibilityExtent.OwnDepartment => Texts.vis_extent_own,
        VisibilityExtent.Listed => Texts.vis_extent_listed,
        _ => Texts.vis_extent_nobody,
    };
}
