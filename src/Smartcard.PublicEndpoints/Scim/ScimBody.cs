using Smartcard.PublicEndpoints.StaffApi;

namespace Smartcard.PublicEndpoints.Scim;

/// <summary>Reads what a system sends, after it has been let in.</summary>
internal static class ScimBody
{
    private static readonly ScimFault Unreadable = ScimFault.Syntax(
        "This is no JSON object, it is too deep, or it has a member twice. Names of members are the same whatever their case.");

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
