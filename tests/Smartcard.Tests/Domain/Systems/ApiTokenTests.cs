using Smartcard.Domain;
using Smartcard.Domain.Systems;

namespace Smartcard.Tests.Domain.Systems;

/// <summary>What a token looks like, how long it is good, and which may be made.</summary>
public sealed class ApiTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Each_token_is_another_has_the_prefix_and_32_random_bytes()
    {
        var (one, other) = (ApiTokenText.New(), ApiTokenText.New());

        Assert.Matches("^scard_[A-Za-z0-9_-]{43}$", one);
        Assert.NotEqual(one, other);
        Assert.True(ApiTokenText.TryHash(one, out var hash));
        Assert.Matches("^[0-9A-F]{64}$", hash);
        Assert.True(ApiTokenText.TryHash(one, out var again));
        Assert.Equal(hash, again);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("scard_")]
    [InlineData("scard_short")]
    [InlineData("SCARD_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("scard_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!")]
    [InlineData("scard_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_token_has_no_hash(string? text)
    {
        Assert.False(ApiTokenText.TryHash(text, out var hash));
        Assert.Null(hash);
    }

    [Theory]
    [InlineData(31, ApiTokenState.InUse)]
    [InlineData(30, ApiTokenState.ExpiresSoon)]
    [InlineData(1, ApiTokenState.ExpiresSoon)]
    [InlineData(0, ApiTokenState.Expired)]
    public void A_token_is_good_until_it_expires(int daysLeft, ApiTokenState state)
    {
        var token = Token(Now.AddDays(daysLeft));

        Assert.Equal(state, token.StateAt(Now));
        Assert.Equal(state != ApiTokenState.Expired, token.IsGoodAt(Now));
    }

    [Fact]
    public void A_token_that_is_revoked_stays_so()
    {
        var token = Token(Now.AddDays(100));

        Assert.True(token.Revoke(Now));
        Assert.False(token.Revoke(Now.AddDays(1)));
        Assert.Equal(ApiTokenState.Revoked, token.StateAt(Now));
        Assert.Equal(Now, token.RevokedAt);
    }

    [Theory]
    [InlineData(15, 0, false)] // it expires later than that
    [InlineData(14, 0, true)]
    [InlineData(14, -29, true)]
    [InlineData(14, -30, false)] // its system no longer uses it
    [InlineData(-1, -2, true)] // nobody has come since, which may be too early to tell
    [InlineData(-2, -3, false)] // its system has another
    [InlineData(-10, -1, true)] // it is refused, and its system still tries
    [InlineData(-10, -2, false)]
    public void A_token_that_expires_is_missed_while_it_is_used(int daysLeft, int lastUsed, bool isMissed)
    {
        var token = Token(Now.AddDays(daysLeft));
        Assert.False(token.IsMissedAt(Now)); // it was never used

        token.LastUsedAt = Now.AddDays(lastUsed);

        Assert.Equal(isMissed, token.IsMissedAt(Now));
        token.Revoke(Now);
        Assert.False(token.IsMissedAt(Now));
    }

    [Theory]
    [InlineData("HR", ApiScopes.Staff, 365, null)]
    [InlineData("", ApiScopes.Staff, 365, ApiTokenFault.NameMissing)]
    [InlineData("a\u202Eb", ApiScopes.Staff, 365, ApiTokenFault.NameHidden)]
    [InlineData("HR", ApiScopes.None, 365, ApiTokenFault.ScopesMissing)]
    [InlineData("HR", ApiScopes.Read, 0, ApiTokenFault.DaysWrong)]
    [InlineData("HR", ApiScopes.Read, 401, ApiTokenFault.DaysWrong)]
    public void What_is_asked_for_is_checked(string name, ApiScopes scopes, int days, ApiTokenFault? fault)
    {
        ApiTokenFault[] expected = fault is { } one ? [one] : [];

        Assert.Equal(expected, ApiTokenRules.FaultsOf(name, scopes, days));
    }

    [Fact]
    public void A_name_that_is_too_long_is_refused() => Assert.Equal(
        [ApiTokenFault.NameTooLong], ApiTokenRules.FaultsOf(new string('a', ApiToken.MaxNameLength + 1), ApiScopes.Read, 1));

    private static ApiToken Token(DateTimeOffset until) => new()
    {
        Id = UserId.New(),
        Name = "HR",
        Hash = "",
        Scopes = ApiScopes.Staff,
        MadeBy = UserId.New(),
        MadeAt = Now,
        ExpiresAt = until,
    };
}
