using Microsoft.AspNetCore.Antiforgery;

namespace Smartcard.Server.Setup;

/// <summary>The parts of a form in one look: each field with its label, hint and error, and the errors once more above, as links.</summary>
internal static class Forms
{
    /// <summary>Before the title of a page that comes back with errors: the first thing that a screen reader says.</summary>
    private const string Wrong = "Error: ";

    public static string Title(string heading, Errors errors) => errors.Any ? Wrong + heading : heading;

    public static string HeadingOf(string title) => title.StartsWith(Wrong, StringComparison.Ordinal) ? title[Wrong.Length..] : title;

    public static Html Form(HttpContext http, string action, Html body)
    {
        var token = http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);
        return Html.Of($"<form method=\"post\" action=\"{action}\" novalidate><input type=\"hidden\" name=\"{token.FormFieldName}\" value=\"{token.RequestToken}\">{body}</form>");
    }

    public static Html Button(HttpContext http, string action, string words, string look = "") =>
        Form(http, action, Html.Of($"<button class=\"{look}\">{words}</button>"));

    /// <param name="autocomplete">What a password manager or a browser may fill in; never switched off, so that long passwords stay bearable.</param>
    public static Html Field(
        string name, string label, string type = "text", string autocomplete = "off", string? value = null, string? hint = null, Errors? errors = null, string? inputMode = null)
    {
        var error = errors?.Of(name);
        var described = string.Join(' ', new[] { hint is null ? null : name + "-hint", error is null ? null : name + "-error" }.Where(id => id is not null));
        return Html.Of($"<div class=\"field{(error is null ? "" : " wrong")}\"><label for=\"{name}\">{label}</label>")
            .And(hint is null ? default : Html.Of($"<p class=\"hint\" id=\"{name}-hint\">{hint}</p>"))
            .And(error is null ? default : Html.Of($"<p class=\"error\" id=\"{name}-error\">{error}</p>"))
            .And(Html.Of($"<input type=\"{type}\" id=\"{name}\" name=\"{name}\" value=\"{value}\" autocomplete=\"{autocomplete}\" autocapitalize=\"none\" spellcheck=\"false\""))
            .And(inputMode is null ? default : Html.Of($" inputmode=\"{inputMode}\""))
            .And(described.Length == 0 ? default : Html.Of($" aria-describedby=\"{described}\""))
            .And(error is null ? default : Html.Of($" aria-invalid=\"true\""))
            .And(Html.Of($"></div>"));
    }

    /// <param name="name">Also its id, which is to be the only one of its kind on the page.</param>
    public static Html Area(string name, string label, string hint, string? value, int maxLength, Errors errors) => Html.Of($"""
        <div class="field{(errors.Of(name) is null ? "" : " wrong")}"><label for="{name}">{label}</label><p class="hint" id="{name}-hint">{hint}</p>
        {(errors.Of(name) is { } error ? Html.Of($"<p class=\"error\" id=\"{name}-error\">{error}</p>") : default)}
        <textarea id="{name}" name="{name}" rows="3" maxlength="{maxLength}" aria-describedby="{name}-hint{(errors.Of(name) is null ? "" : $" {name}-error")}"{(errors.Of(name) is null ? default : Html.Of($" aria-invalid=\"true\""))}>{value}</textarea></div>
        """);

    public static Html Choice(string name, string value, string label, bool isChosen) => Html.Of(
        $"<div class=\"choice\"><input type=\"checkbox\" id=\"{name}-{value}\" name=\"{name}\" value=\"{value}\"{(isChosen ? " checked" : "")}><label for=\"{name}-{value}\">{label}</label></div>");

    public static Html Said(string? words) => words is null ? default : Html.Of($"<p class=\"said\" role=\"status\">{words}</p>");

    private static Html And(this Html html, Html more) => new(html.Text + more.Text);
}

/// <summary>What is wrong with a form, by field; shown beside each and all together above.</summary>
internal sealed class Errors
{
    private readonly List<(string Field, string Words)> _list = [];

    public bool Any => _list.Count > 0;

    public Errors Add(string field, string words)
    {
        _list.Add((field, words));
        return this;
    }

    public string? Of(string field) => _list.Find(e => e.Field == field).Words;

    public Html Summary => Any
        ? Html.Of($"<div class=\"errors\" role=\"alert\" tabindex=\"-1\" autofocus><h2>There is a problem</h2><ul>{Html.Join(_list.Select(e => Html.Of($"<li><a href=\"#{e.Field}\">{e.Words}</a></li>")))}</ul></div>")
        : default;
}

/// <summary>Every form of the back office carries a token of its own page and browser; what comes without is another site's doing, or a page that is too old.</summary>
internal sealed class FormGuard(IAntiforgery antiforgery) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && !(await IsFormAsync(http) && await antiforgery.IsRequestValidAsync(http)))
        {
            return Pages.Html(
                http,
                "This page is too old",
                Html.Of($"<p>It did not come from this browser, or was open for too long. Nothing was done.</p><p><a class=\"button\" href=\"/backoffice\">Open the back office again</a></p>"),
                status: StatusCodes.Status400BadRequest);
        }

        return await next(context);
    }

    /// <summary>Read here once, so that what is no form, or one with thousands of fields, is an answer and not a fault.</summary>
    private static async Task<bool> IsFormAsync(HttpContext http)
    {
        try
        {
            return http.Request.HasFormContentType && await http.Request.ReadFormAsync(http.RequestAborted) is not null;
        }
        catch (Exception failure) when (failure is InvalidDataException or InvalidOperationException or BadHttpRequestException)
        {
            return false;
        }
    }
}
