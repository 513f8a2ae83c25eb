using Microsoft.AspNetCore.Antiforgery;
using Smartcard.Server.Look;

namespace Smartcard.Server.Setup;

/// <summary>The parts of a form in one look: each field with its label, hint and error, and the errors once more above, as links.</summary>
internal static class Forms
{
    public static Html Form(HttpContext http, string action, Html body)
    {
        var token = http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);
        return Html.Of($"<form method=\"post\" action=\"{action}\" novalidate><input type=\"hidden\" name=\"{token.FormFieldName}\" value=\"{token.RequestToken}\">{body}</form>");
    }

    public static Html Button(HttpContext http, string action, string words, string look = "") =>
        Form(http, action, Html.Of($"<button class=\"{ClassOf(look)}\">{words}</button>"));

    /// <param name="look"><c>second</c> for what is not the first thing to do, <c>warn</c> for what cannot be undone.</param>
    public static string ClassOf(string look) => look switch
    {
        "second" => "nhsuk-button nhsuk-button--secondary",
        "warn" => "nhsuk-button nhsuk-button--warning",
        _ => "nhsuk-button",
    };

    /// <param name="name">Also its id, which is to be the only one of its kind on the page.</param>
    public static Html Area(string name, string label, string hint, string? value, int maxLength, Errors errors) => Html.Of($"""
        <div class="nhsuk-form-group{(errors.Of(name) is null ? "" : " nhsuk-form-group--error")}"><label class="nhsuk-label" for="{name}">{label}</label><div class="nhsuk-hint" id="{name}-hint">{hint}</div>
        {(errors.Of(name) is { } error ? Html.Of($"<span class=\"nhsuk-error-message\" id=\"{name}-error\">{error}</span>") : default)}
        <textarea class="nhsuk-textarea{(errors.Of(name) is null ? "" : " nhsuk-textarea--error")}" id="{name}" name="{name}" rows="3" maxlength="{maxLength}" aria-describedby="{name}-hint{(errors.Of(name) is null ? "" : $" {name}-error")}"{(errors.Of(name) is null ? default : Html.Of($" aria-invalid=\"true\""))}>{value}</textarea></div>
        """);

    public static Html Said(string? words) => words is null ? default : Html.Of($"<div class=\"nhsuk-inset-text\" role=\"status\"><p>{words}</p></div>");
}

/// <summary>What is wrong with a form, by field; shown beside each and all together above.</summary>
public sealed class Errors
{
    private readonly List<(string Field, string Words)> _list = [];

    public bool Any => _list.Count > 0;

    public Errors Add(string field, string words)
    {
        _list.Add((field, words));
        return this;
    }

    public string? Of(string field) => _list.Find(e => e.Field == field).Words;

    internal IReadOnlyList<(string Field, string Words)> All => _list;
}

/// <summary>Every form of the back office carries a token of its own page and browser; what comes without is another site's doing, or a page that is too old.</summary>
internal sealed class FormGuard(IAntiforgery antiforgery) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && !(await IsFormAsync(http) && await antiforgery.IsRequestValidAsync(http)))
        {
            return Pages.Show<MessagePage, MessageModel>(
                new PageFrame("This page is too old") { Status = StatusCodes.Status400BadRequest },
                new MessageModel(["It did not come from this browser, or was open for too long. Nothing was done."], new MenuLink("/backoffice", "Open the back office again")));
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
