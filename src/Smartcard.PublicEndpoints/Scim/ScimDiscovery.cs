using System.Text.Json.Nodes;

namespace Smartcard.PublicEndpoints.Scim;

/// <summary>What this part of SCIM can do and what a person has, for clients that ask (RFC 7644, 4).</summary>
internal sealed class ScimDiscovery(ScimResources resources)
{
    private const string Schemas = "urn:ietf:params:scim:schemas:core:2.0:";

    public JsonObject Config() => new()
    {
        ["schemas"] = new JsonArray(Schemas + "ServiceProviderConfig"),
        ["patch"] = Supported(true),
        ["bulk"] = new JsonObject { ["supported"] = false, ["maxOperations"] = 0, ["maxPayloadSize"] = 0 },
        ["filter"] = new JsonObject { ["supported"] = true, ["maxResults"] = ScimPage.Most },
        ["changePassword"] = Supported(false),
        ["sort"] = Supported(false),
        ["etag"] = Supported(false),
        ["authenticationSchemes"] = new JsonArray(new JsonObject
        {
            ["type"] = "oauthbearertoken",
            ["name"] = "API token",
            ["description"] = "A token that an RA administrator has made under API tokens.",
            ["specUri"] = "https://www.rfc-editor.org/info/rfc6750",
            ["primary"] = true,
        }),
        ["meta"] = Meta("ServiceProviderConfig", "/ServiceProviderConfig"),
    };

    public IResult ListTypes() => ScimAnswer.OfList(1, 1, [UserType()]);

    public IResult ShowType(string name) => Show(name == "User" ? UserType() : null);

    public IResult ListSchemas() => ScimAnswer.OfList(2, 1, [CoreSchema(), EnterpriseSchema()]);

    public IResult ShowSchema(string name) => Show(
        name.Equals(ScimAttributes.Core, StringComparison.OrdinalIgnoreCase) ? CoreSchema()
        : name.Equals(ScimAttributes.Enterprise, StringComparison.OrdinalIgnoreCase) ? EnterpriseSchema()
        : null);

    private static IResult Show(JsonObject? found) => found is null
        ? new ScimFault(StatusCodes.Status404NotFound, null, "We have nothing with this name.").ToResult()
        : ScimAnswer.Of(found);

    private JsonObject UserType() => new()
    {
        ["schemas"] = new JsonArray(Schemas + "ResourceType"),
        ["id"] = "User",
        ["name"] = "User",
        ["description"] = "A member of staff, who may hold a card",
        ["endpoint"] = "/Users",
        ["schema"] = ScimAttributes.Core,
        ["schemaExtensions"] = new JsonArray(new JsonObject { ["schema"] = ScimAttributes.Enterprise, ["required"] = true }),
        ["meta"] = Meta("ResourceType", "/ResourceTypes/User"),
    };

    private JsonObject CoreSchema() => Schema(
        ScimAttributes.Core,
        "User",
        Attribute("userName", "The staff number. Upper and lower case differ.", isRequired: true, uniqueness: "server"),
        Attribute("displayName", "The name, as it is shown to staff. `name.formatted` is the same."),
        Complex("name", "The name, if `displayName` is left out.", Parts(
            Attribute("formatted", "The whole name."),
            Attribute("givenName", "With `familyName` the whole name, if nothing else says it.", mutability: "writeOnly"),
            Attribute("familyName", "See `givenName`.", mutability: "writeOnly"))),
        Attribute("active", "Whether they work here. If not, their cards are suspended.", type: "boolean"));

    private JsonObject EnterpriseSchema() => Schema(
        ScimAttributes.Enterprise,
        "EnterpriseUser",
        Attribute("organization", "The organisation, as in its other records.", isRequired: true),
        Attribute("department", "The site."));

    private JsonObject Schema(string id, string name, params JsonNode?[] attributes) => new()
    {
        ["schemas"] = new JsonArray(Schemas + "Schema"),
        ["id"] = id,
        ["name"] = name,
        ["description"] = "What is kept of a member of staff",
        ["attributes"] = new JsonArray(attributes),
        ["meta"] = Meta("Schema", "/Schemas/" + id),
    };

    private static JsonArray Parts(params JsonNode?[] attributes) => new(attributes);

    private static JsonObject Complex(string name, string description, JsonArray parts)
    {
        var attribute = Attribute(name, description, type: "complex");
        attribute["subAttributes"] = parts;
        return attribute;
    }

    private static JsonObject Attribute(
        string name,
        string description,
        string type = "string",
        bool isRequired = false,
        string mutability = "readWrite",
        string uniqueness = "none") => new()
        {
            ["name"] = name,
            ["type"] = type,
            ["multiValued"] = false,
            ["description"] = description,
            ["required"] = isRequired,
            ["caseExact"] = type == "string",
            ["mutability"] = mutability,
            ["returned"] = mutability == "writeOnly" ? "never" : "default",
            ["uniqueness"] = uniqueness,
        };

    private static JsonObject Supported(bool isSo) => new() { ["supported"] = isSo };

    private JsonObject Meta(string type, string resource) =>
        new() { ["resourceType"] = type, ["location"] = resources.LocationOf(resource) };
}
