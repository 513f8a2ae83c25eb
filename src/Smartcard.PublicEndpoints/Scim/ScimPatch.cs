using Smartcard.Domain.Cards;

namespace Smartcard.PublicEndpoints.Scim;

/// <summary>Reads the operations of a PATCH (RFC 7644, 3.5.2), in the ways in which directories write them.</summary>
internal static class ScimPatch
{
    public const int MostOperations = 100;

    /// <returns>What all of them say; or why none is done.</returns>
    public static (StaffSaid? Said, ScimFault? Fault) Read(ScimMembers body)
    {
        if (body.GetValueOrDefault("Operations") is not List<object?> { Count: > 0 } operations)
        {
            return (null, ScimFault.Syntax("Send `Operations`, a list of at least one."));
        }

        if (operations.Count > MostOperations)
        {
            return (null, new ScimFault(
                StatusCodes.Status413PayloadTooLarge, null, $"Send at most {MostOperations} operations at once."));
        }

        var said = new ScimSaid(isWhole: false);
        foreach (var operation in operations)
        {
            if (Take(operation, said) is { } fault)
            {
                return (null, fault);
            }
        }

        return said.Read();
    }

    private static ScimFault? Take(object? operation, ScimSaid said)
    {
        var members = operation as ScimMembers ?? [];
        var path = members.GetValueOrDefault("path");
        if (path is not (null or string))
        {
            return ScimFault.Path("A `path` must be text.");
        }

        return (members.GetValueOrDefault("op") as string)?.ToLowerInvariant() switch
        {
            "add" or "replace" => !members.TryGetValue("value", out var value) ? ScimFault.Value("An operation has no `value`.")
                : path is string at ? said.PutAt(at, value)
                : value is ScimMembers all ? said.PutAll(all)
                : ScimFault.Value("The `value` of an operation without a `path` is an object."),
            "remove" => path is string at
                ? said.PutAt(at, value: null)
                : new ScimFault(StatusCodes.Status400BadRequest, "noTarget", "The operation `remove` needs a `path`."),
            _ => ScimFault.Syntax("Each operation has an `op`: `add`, `replace` or `remove`."),
        };
    }
}
