using System.Text.Json.Nodes;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Smartcard.PublicEndpoints.Scim;

/// <summary>Why something is not done, as RFC 7644 has it (3.12). Never with what was sent: it may be about a person.</summary>
/// <param name="Type">One of the RFC's words; null where it has none.</param>
internal sealed record ScimFault(int Status, string? Type, string Detail)
{
    private const string Schema = "urn:ietf:params:scim:api:messages:2.0:Error";

    public static readonly ScimFault UnknownUser = new(Status404NotFound, null, "We have nobody with this id.");

    public static ScimFault Syntax(string detail) => new(Status400BadRequest, "invalidSyntax", detail);

    public static ScimFault Value(string detail) => new(Status400BadRequest, "invalidValue", detail);

    public static ScimFault Path(string detail) => new(Status400BadRequest, "invalidPath", detail);

    public static ScimFault Filter(string detail) => new(Status400BadRequest, "invalidFilter", detail);

    public IResult ToResult() => ScimAnswer.Of(ToJson(), Status);

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["schemas"] = new JsonArray(Schema), ["status"] = $"{Status}", ["detail"] = Detail };
        if (Type is not null)
        {
            json["scimType"] = Type;
        }

        return json;
    }
}
