using Smartcard.Domain.Cards;

namespace Smartcard.PublicEndpoints.Scim;

/// <summary>Gathers what a call says of a person, one attribute after the other. Of what is said twice the last holds.</summary>
/// <param name="isWhole">All of the person is said, and not what changes.</param>
internal sealed class ScimSaid(bool isWhole)
{
    private string? _number;
    private string? _displayName;
    private string? _formattedName;
    private string? _givenName;
    private string? _familyName;
    private string? _organisation;
    private string? _site;
    private bool? _isActive;

    /// <summary>What one operation says of one path.</summary>
    /// <param name="value">Null = it is removed.</param>
    public ScimFault? PutAt(string path, object? value) => ScimAttributes.Of(path) switch
    {
        ScimAttribute.NotKept => null,
        ScimAttribute.OursAlone => new ScimFault(
            StatusCodes.Status400BadRequest, "mutability", "`id`, `meta`, `schemas` and `groups` cannot be changed."),
        ScimAttribute.Unknown => ScimFault.Path(
            "A `path` names no attribute of a user. /Schemas lists those that are kept, and docs/scim.md those that are ignored."),
        var attribute => Put(attribute, value),
    };

    /// <param name="before">What stands in front of the name of each member, e.g. <c>name.</c></param>
    public ScimFault? PutAll(ScimMembers members, string before = "")
    {
        foreach (var (name, value) in members)
        {
            var attribute = ScimAttributes.Of(before + name);
            var isOfOthers = attribute is ScimAttribute.NotKept or ScimAttribute.OursAlone or ScimAttribute.Unknown;
            if (!isOfOthers && Put(attribute, value) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <returns>All that was said; or what is missing.</returns>
    public (StaffSaid? Said, ScimFault? Fault) Read()
    {
        if (isWhole ? IsBlank(_number) : _number is not null && IsBlank(_number))
        {
            return (null, ScimFault.Value("`userName` is missing. It is the staff number, and everybody has one."));
        }

        var isNamed = _displayName is not null || _formattedName is not null;
        if (!isWhole && !isNamed && _givenName is null != _familyName is null)
        {
            return (null, ScimFault.Path(
                "We keep a name as one text, so one part of it cannot be changed. Send `displayName` or `name.formatted`, or "
                + "`name.givenName` and `name.familyName` together."));
        }

        var name = Array.Find([_displayName, _formattedName, $"{_givenName} {_familyName}"], text => !IsBlank(text))
            ?? (isWhole || isNamed || _givenName is not null ? "" : null);
        return (
            new StaffSaid(name, _organisation ?? (isWhole ? "" : null), _site, _number, _isActive is { } isActive ? !isActive : null),
            null);
    }

    private ScimFault? Put(ScimAttribute attribute, object? value) => attribute switch
    {
        ScimAttribute.UserName => Put(ref _number, value),
        ScimAttribute.DisplayName => Put(ref _displayName, value),
        ScimAttribute.FormattedName => Put(ref _formattedName, value),
        ScimAttribute.GivenName => Put(ref _givenName, value),
        ScimAttribute.FamilyName => Put(ref _familyName, value),
        ScimAttribute.Organization => Put(ref _organisation, value),
        ScimAttribute.Department => Put(ref _site, value),
        ScimAttribute.Active => PutActive(value),
        ScimAttribute.Name when value is null => Put(ref _formattedName, value),
        ScimAttribute.Name => value is ScimMembers members ? PutAll(members, "name.") : ScimFault.Value("`name` is an object."),
        ScimAttribute.Enterprise when value is null => Put(ref _organisation, value) ?? Put(ref _site, value),
        ScimAttribute.Enterprise => value is ScimMembers members
            ? PutAll(members, ScimAttributes.Enterprise + ":")
            : ScimFault.Value($"`{ScimAttributes.Enterprise}` is an object."),
        _ => throw new ArgumentOutOfRangeException(nameof(attribute), attribute, null),
    };

    private static ScimFault? Put(ref string? kept, object? value)
    {
        if (value is not (null or string))
        {
            return ScimFault.Value("Names, staff numbers, organisations and departments must be text in quotation marks.");
        }

        kept = (string?)value ?? "";
        return null;
    }

    /// <summary>Microsoft Entra writes it as a text.</summary>
    private ScimFault? PutActive(object? value)
    {
        bool? read = value switch
        {
            bool said => said,
            string text when bool.TryParse(text, out var said) => said,
            _ => null,
        };
        if (read is null && !(isWhole && value is null))
        {
            return ScimFault.Value("Send `active` as `true` if the person works here, or `false` if they have left.");
        }

        _isActive = read ?? _isActive;
        return null;
    }

    private static bool IsBlank(string? text) => StaffFields.Of(null, null, null, text).Number is null;
}
