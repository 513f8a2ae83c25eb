using Smartcard.Domain.Cards;

namespace Smartcard.Domain.Systems;

/// <summary>Which tokens may be made.</summary>
public static class ApiTokenRules
{
    /// <summary>What somebody chooses from.</summary>
    public static IReadOnlyList<int> Days { get; } = [90, 180, 365, ApiToken.MostDays];

    /// <returns>Empty = it may be made, if no other in use has the name.</returns>
    public static IReadOnlyList<ApiTokenFault> FaultsOf(string name, ApiScopes scopes, int days)
    {
        ApiTokenFault?[] faults =
        [
            name.Length == 0 ? ApiTokenFault.NameMissing
            : name.Length > ApiToken.MaxNameLength ? ApiTokenFault.NameTooLong
            : StaffRules.HasHidden(name) ? ApiTokenFault.NameHidden
            : null,
            scopes == ApiScopes.None ? ApiTokenFault.ScopesMissing : null,
            days is < 1 or > ApiToken.MostDays ? ApiTokenFault.DaysWrong : null,
        ];
        return [.. faults.OfType<ApiTokenFault>()];
    }
}

/// <summary>Why a token is not made.</summary>
public enum ApiTokenFault
{
    NameMissing,
    NameTooLong,

    /// <summary>See <see cref="StaffRules.HasHidden"/>.</summary>
    NameHidden,

    /// <summary>The audit could not tell two apart.</summary>
    NameTaken,
    ScopesMissing,
    DaysWrong,
}
