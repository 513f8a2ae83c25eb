using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.Mail;

namespace Smartcard.PublicEndpoints.Scim;

/// <summary>What a system is told of a person: nothing but what systems say of them.</summary>
internal sealed class ScimResources(IOptions<MailOptions> addresses)
{
    /// <summary>Of the person, at the address by which this installation is known.</summary>
    public string LocationOf(Staff staff) => LocationOf($"/Users/{staff.Id.Value}");

    public string LocationOf(string resource) => addresses.Value.PublicAddress.TrimEnd('/') + ScimEndpoints.Path + resource;

    public JsonObject Of(Staff staff, ScimSelection selection)
    {
        var user = new JsonObject
        {
            ["schemas"] = new JsonArray(ScimAttributes.Core, ScimAttributes.Enterprise),
            ["id"] = staff.Id.Value.ToString(),
        };
        Add(user, "userName", staff.Number);
        Add(user, "displayName", staff.DisplayName);
        AddPart(user, "name", ".", "formatted", staff.DisplayName);
        Add(user, "active", staff.LeftAt is null);
        AddPart(user, ScimAttributes.Enterprise, ":", "organization", staff.Organisation);
        AddPart(user, ScimAttributes.Enterprise, ":", "department", staff.Site);
        AddPart(user, "meta", ".", "resourceType", "User");
        AddPart(user, "meta", ".", "location", LocationOf(staff));
        return user;

        void Add(JsonObject to, string name, JsonNode? value)
        {
            if (value is not null && selection.Has(name))
            {
                to[name] = value;
            }
        }

        void AddPart(JsonObject to, string whole, string between, string part, string? value)
        {
            if (value is null || !selection.Has(whole + between + part))
            {
                return;
            }

            if (to[whole] is null)
            {
                to[whole] = new JsonObject();
            }

            to[whole]![part] = value;
        }
    }
}
