using Smartcard.PublicEndpoints.StaffApi;

namespace Smartcard.PublicEndpoints.Scim;

/// <summary>Reads what a system sends, after it has been let in.</summary>
internal static class ScimBody
{
    private static readonly ScimFault Unreadable = ScimFault.Syntax(
        "This is not a JSON object, it has too many levels, or it names a member twice. Upper and lower case do not matter in names.");

    /// <returns>What was read; or why not, to be answered.</returns>
    public static async Task<(ScimMembers? Body, IResult? Problem)> ReadAsync(HttpContext http)
    {
        if (!http.Request.HasJsonContentType())
        {
            return (null, ApiBody.Unsupported("Send JSON, as `application/scim+json`."));
        }

        var (bytes, problem) = await ApiBody.ReadBytesAsync(http, ApiBody.MaxBytes);
        return bytes is null ? (null, problem)
            : ScimJson.TryRead(bytes, out var value) && value is ScimMembers body ? (body, null)
            : (null, Unreadable.ToResult());
    }
}
