using System.Collections.Frozen;

namespace Smartcard.PublicEndpoints.Scim;

/// <summary>The attributes of a person: which we keep, which the RFC has and we do not, and how they are named.</summary>
internal static class ScimAttributes
{
    /// <summary>Of a person (RFC 7643, 4.1).</summary>
    public const string Core = "urn:ietf:params:scim:schemas:core:2.0:User";

    /// <summary>Of a person in an organisation (RFC 7643, 4.3).</summary>
    public const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private static readonly FrozenDictionary<string, ScimAttribute> Kept = new Dictionary<string, ScimAttribute>
    {
        ["userName"] = ScimAttribute.UserName,
        ["displayName"] = ScimAttribute.DisplayName,
        ["name"] = ScimAttribute.Name,
        ["name.formatted"] = ScimAttribute.FormattedName,
        ["name.givenName"] = ScimAttribute.GivenName,
        ["name.familyName"] = ScimAttribute.FamilyName,
        ["active"] = ScimAttribute.Active,
        [Enterprise] = ScimAttribute.Enterprise,
        [Enterprise + ":organization"] = ScimAttribute.Organization,
        [Enterprise + ":department"] = ScimAttribute.Department,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> OursAlone =
        new[] { "id", "meta", "schemas", "groups" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> NotKept = new[]
    {
        "externalId", "nickName", "profileUrl", "title", "userType", "preferredLanguage", "locale", "timezone", "password", "emails",
        "phoneNumbers", "ims", "photos", "addresses", "entitlements", "roles", "x509Certificates",
        "name.middleName", "name.honorificPrefix", "name.honorificSuffix",
        Enterprise + ":employeeNumber", Enterprise + ":costCenter", Enterprise + ":division", Enterprise + ":manager",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <param name="path">As a path or a member of JSON names it, e.g. <c>emails[type eq "work"].value</c>.</param>
    public static ScimAttribute Of(string path)
    {
        var name = WithoutCore(path);
        return Kept.TryGetValue(name, out var kept) ? kept
            : OursAlone.Contains(HeadOf(name)) ? ScimAttribute.OursAlone
            : NotKept.Contains(name) || NotKept.Contains(HeadOf(name)) ? ScimAttribute.NotKept
            : ScimAttribute.Unknown;
    }

    /// <summary>Attributes of people themselves may be named with their schema in front.</summary>
    public static string WithoutCore(string path) =>
        path.StartsWith(Core + ":", StringComparison.OrdinalIgnoreCase) ? path[(Core.Length + 1)..] : path;

    /// <summary>Without what says which of its values, or which part of one. The names of schemas have dots of their own.</summary>
    private static string HeadOf(string name)
    {
        var begin = name.StartsWith(Enterprise + ":", StringComparison.OrdinalIgnoreCase) ? Enterprise.Length + 1 : 0;
        return name.IndexOfAny(['[', '.'], begin) is var end and >= 0 ? name[..end] : name;
    }
}

internal enum ScimAttribute
{
    /// <summary>The staff number.</summary>
    UserName,
    DisplayName,

    /// <summary>All of the name at once.</summary>
    Name,
    FormattedName,
    GivenName,
    FamilyName,

    /// <summary>Whether they work here.</summary>
    Active,

    /// <summary>All of its attributes at once.</summary>
    Enterprise,
    Organization,

    /// <summary>The site.</summary>
    Department,

    /// <summary>No caller can set it.</summary>
    OursAlone,

    /// <summary>The RFC has it, and we take no note of it.</summary>
    NotKept,

    /// <summary>Nobody has it.</summary>
    Unknown,
}
