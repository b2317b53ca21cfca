using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Huitang.Ui;

/// <summary>Renders its content after its elder siblings, so that columns and tabs have made themselves known by then.</summary>
public sealed class AppLater : ComponentBase
{
    /// <summary>Content.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, ChildContent);
}
