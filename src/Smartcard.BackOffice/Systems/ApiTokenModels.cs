using Smartcard.Domain.Systems;
using Smartcard.Look;

namespace Smartcard.BackOffice.Systems;

/// <param name="ExpireSoon">How many somebody should see to.</param>
public sealed record ApiTokensModel(IReadOnlyList<ApiTokenLine> Tokens, int ExpireSoon);

/// <param name="MadeBy">A name, and whether they are no RA administrator any more.</param>
/// <param name="Revoke">Address of the page that revokes it; null where it can do nothing any more.</param>
public sealed record ApiTokenLine(
    string Name,
    string Scopes,
    ApiTokenState State,
    string MadeBy,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset ExpiresAt,
    string? Revoke);

public sealed record AddApiTokenModel(string Name, ApiScopes Scopes, int Days, Errors Errors);

/// <param name="Text">The token, which nothing shows again.</param>
public sealed record NewApiTokenModel(string Name, string Text, DateTimeOffset ExpiresAt);

/// <param name="Action">Where the form goes.</param>
public sealed record RevokeApiTokenModel(string Name, string Scopes, DateTimeOffset? LastUsedAt, string Action);
