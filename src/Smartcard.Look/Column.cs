using Microsoft.AspNetCore.Components;

namespace Smartcard.Look;

/// <summary>A column of a <see cref="DataTable{TItem}"/>.</summary>
/// <param name="Head">Above it; on a narrow screen beside each of its cells.</param>
/// <param name="IsLine">Whether its words stay on one line where there is room.</param>
public sealed record Column<TItem>(string Head, RenderFragment<TItem> Cell, bool IsLine = false);
