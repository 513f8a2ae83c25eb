using Smartcard.Domain.Systems;
using Smartcard.Look;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Systems;

internal static class ApiTokenWords
{
    public static readonly ApiScopes[] Scopes = [ApiScopes.Read, ApiScopes.Staff, ApiScopes.Cards];

    public static string Of(ApiScopes scope) => scope switch
    {
        ApiScopes.Read => Catalogue.ApiTokens["scope.read"],
        ApiScopes.Staff => Catalogue.ApiTokens["scope.staff"],
        ApiScopes.Cards => Catalogue.ApiTokens["scope.cards"],
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, null),
    };

    public static string InShort(ApiScopes scopes) =>
        string.Join(", ", Scopes.Where(scope => scopes.HasFlag(scope)).Select(ShortOf));

    public static string Of(ApiTokenState state) => state switch
    {
        ApiTokenState.InUse => Catalogue.ApiTokens["state.inUse"],
        ApiTokenState.ExpiresSoon => Catalogue.ApiTokens["state.expiresSoon"],
        ApiTokenState.Expired => Catalogue.ApiTokens["state.expired"],
        ApiTokenState.Revoked => Catalogue.ApiTokens["state.revoked"],
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>Each at its field.</summary>
    public static Errors Of(IEnumerable<ApiTokenFault> faults)
    {
        var errors = new Errors();
        foreach (var fault in faults)
        {
            errors.Add(
                fault switch
                {
                    ApiTokenFault.ScopesMissing => "scopes",
                    ApiTokenFault.DaysWrong => "days",
                    _ => "name",
                },
                Of(fault));
        }

        return errors;
    }

    private static string ShortOf(ApiScopes scope) => scope switch
    {
        ApiScopes.Read => Catalogue.ApiTokens["scope.short.read"],
        ApiScopes.Staff => Catalogue.ApiTokens["scope.short.staff"],
        ApiScopes.Cards => Catalogue.ApiTokens["scope.short.cards"],
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, null),
    };

    private static string Of(ApiTokenFault fault) => fault switch
    {
        ApiTokenFault.NameMissing => Catalogue.ApiTokens["fault.nameMissing"],
        ApiTokenFault.NameTooLong => Catalogue.ApiTokens["fault.nameTooLong", ("max", ApiToken.MaxNameLength)],
        ApiTokenFault.NameHidden => Catalogue.ApiTokens["fault.nameHidden"],
        ApiTokenFault.NameTaken => Catalogue.ApiTokens["fault.nameTaken"],
        ApiTokenFault.ScopesMissing => Catalogue.ApiTokens["fault.scopesMissing"],
        ApiTokenFault.DaysWrong => Catalogue.ApiTokens["fault.days"],
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };
}
