using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Systems;
using Smartcard.Domain.Users;
using Smartcard.Storage;
using Smartcard.Storage.Users;

namespace Smartcard.SelfService.Booth;

/// <summary>Who may help whom in person. Nobody helps with their own card, or confirms what they checked themselves.</summary>
/// <remarks>Where nothing is known of a user or a card, the answer is that they may not.</remarks>
public sealed class InPersonUsers(SmartcardDbContext database)
{
    /// <summary>Whether this user may work at the booth now: a reset goes on for a while after it was begun.</summary>
    public async Task<bool> MayHelpAsync(UserId id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } user && MayHelp(user);

    /// <summary>Who else may work at the booth now and see somebody of this organisation, by name.</summary>
    /// <param name="organisation">Null where no card is known, so that everybody may.</param>
    public async Task<IReadOnlyList<Colleague>> ColleaguesOfAsync(UserId id, string? organisation, CancellationToken cancellationToken) =>
        [
            .. (await database.Users.AsNoTracking()
                .Where(u => u.Id != id.Value && u.DisabledAt == null)
                .OrderBy(u => u.DisplayName)
                .ToListAsync(cancellationToken))
            .Where(u => MayHelp(u) && (organisation is null || OrganisationScope.Of(u.Organisation).Includes(organisation)))
            .Select(u => new Colleague(u.UserId, u.DisplayName)),
        ];

    /// <summary>Whether this user may confirm what the other has checked: they work at the booth, and are somebody else.</summary>
    public async Task<bool> MayConfirmAsync(UserId id, UserId helper, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } second
        && await FindAsync(helper, cancellationToken) is { } first
        && MayHelp(second)
        && !IsSamePerson(first, second);

    /// <summary>
    /// Whether the card is this user's own: an RA administrator said so, the names are the same, or mails about a card of the same
    /// holder go, or went, to the address by which the user signs in.
    /// </summary>
    public async Task<bool> IsOwnCardAsync(UserId userId, CardId cardId, CancellationToken cancellationToken) =>
        (await OwnAmongAsync(userId, [cardId], cancellationToken)).Count > 0;

    /// <summary>As above, for many cards.</summary>
    /// <returns>Those that are this user's own.</returns>
    public async Task<IReadOnlySet<CardId>> OwnAmongAsync(
        UserId userId, IReadOnlyCollection<CardId> cards, CancellationToken cancellationToken)
    {
        if (cards.Count == 0)
        {
            return new HashSet<CardId>();
        }

        if (await FindAsync(userId, cancellationToken) is not { } user)
        {
            // nobody knows, so nobody may
            return await IsSystemAsync(userId, cancellationToken) ? new HashSet<CardId>() : cards.ToHashSet();
        }

        CardId[] ids = [.. cards.Distinct()];
        var holders = await database.Set<Card>().AsNoTracking()
            .Where(c => ids.Contains(c.Id))
            .Join(database.Set<Staff>(), c => c.StaffId, s => s.Id, (card, staff) => new { card.Id, Staff = staff })
            .ToDictionaryAsync(c => c.Id, c => c.Staff, cancellationToken);
        var addresses = await AddressesAsync([.. holders.Values.Select(s => s.Id).Distinct()], cancellationToken);
        return ids.Where(id => !holders.TryGetValue(id, out var holder) || IsOwn(user, holder, addresses[holder.Id])).ToHashSet();
    }

    /// <summary>Whether the record of a member of staff is this user's own, by the same signs.</summary>
    public async Task<bool> IsOwnRecordAsync(UserId userId, Staff staff, CancellationToken cancellationToken) =>
        (await OwnRecordsAmongAsync(userId, [staff], cancellationToken)).Count > 0;

    /// <summary>As above, for many records.</summary>
    public async Task<IReadOnlySet<StaffId>> OwnRecordsAmongAsync(
        UserId userId, IReadOnlyList<Staff> people, CancellationToken cancellationToken)
    {
        if (await FindAsync(userId, cancellationToken) is not { } user)
        {
            return await IsSystemAsync(userId, cancellationToken) ? new HashSet<StaffId>() : people.Select(s => s.Id).ToHashSet();
        }

        var addresses = await AddressesAsync([.. people.Select(s => s.Id)], cancellationToken);
        return people.Where(s => IsOwn(user, s, addresses[s.Id])).Select(s => s.Id).ToHashSet();
    }

    /// <summary>As above; a case without a card is nobody's own.</summary>
    public async Task<bool> IsOwnCardAsync(UserId userId, CardId? cardId, CancellationToken cancellationToken) =>
        cardId is { } card && await IsOwnCardAsync(userId, card, cancellationToken);

    /// <summary>
    /// Whether mails to this address come to a user who is not the holder. Of an account that is not linked to the holder nobody knows
    /// that it is theirs.
    /// </summary>
    public async Task<bool> IsOfAnotherAccountAsync(EmailAddress address, StaffId holder, CancellationToken cancellationToken)
    {
        var others = await database.Users.AsNoTracking()
            .Where(u => u.StaffId == null || u.StaffId != holder)
            .Select(u => new { u.Email, u.UserName })
            .ToListAsync(cancellationToken);
        return others.Exists(u => IsMailbox(u.Email) || IsMailbox(u.UserName));

        bool IsMailbox(string? text) => EmailAddress.TryParse(text, out var known) && known.Mailbox == address.Mailbox;
    }

    /// <summary>To which mails about somebody's cards go, or went.</summary>
    private async Task<ILookup<StaffId, string?>> AddressesAsync(StaffId[] people, CancellationToken cancellationToken) =>
        (await database.Set<Card>().AsNoTracking()
            .Where(c => people.Contains(c.StaffId))
            .Join(
                database.Set<Registration>(),
                c => c.Id,
                r => r.CardId,
                (card, registration) => new { card.StaffId, Registration = registration })
            .Where(r => r.Registration.State != RegistrationState.Pending)
            .ToListAsync(cancellationToken)).ToLookup(r => r.StaffId, r => r.Registration.Address?.Value);

    /// <summary>A system has neither a card nor a record.</summary>
    private Task<bool> IsSystemAsync(UserId id, CancellationToken cancellationToken) =>
        database.Set<ApiToken>().AnyAsync(t => t.Id == id, cancellationToken);

    private Task<BackOfficeUser?> FindAsync(UserId id, CancellationToken cancellationToken) =>
        database.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id.Value, cancellationToken);

    internal static bool MayHelp(BackOfficeUser user) => user.IsEnabled && (user.Roles & InPersonRelease.Roles) != 0;

    private static bool IsOwn(BackOfficeUser user, Staff holder, IEnumerable<string?> addresses) =>
        user.StaffId == holder.Id
        || IsSameName(user.DisplayName, holder.DisplayName)
        || addresses.OfType<string>().Any(a => IsSame(user.Email, a) || IsSame(user.UserName, a));

    private static bool IsSamePerson(BackOfficeUser one, BackOfficeUser other) =>
        one.Id == other.Id
        || (one.StaffId is { } staff && staff == other.StaffId)
        || IsSameName(one.DisplayName, other.DisplayName)
        || (other.Email is { } address && IsSame(one.Email, address));

    /// <summary>Whatever the order of its words, its accents, commas and spaces: one system writes "HUGHES, Amal".</summary>
    private static bool IsSameName(string one, string other) => WordsOf(one) is [_, ..] words && words.SequenceEqual(WordsOf(other));

    private static string[] WordsOf(string name)
    {
        var plain = new StringBuilder();
        foreach (var c in name.Normalized(NormalizationForm.FormKD).ToUpperInvariant())
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                plain.Append(char.IsLetterOrDigit(c) ? c : ' ');
            }
        }

        return [.. plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    internal static bool IsSame(string? one, string other) => string.Equals(one?.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);
}

/// <summary>Somebody else who works at the booth.</summary>
public sealed record Colleague(UserId Id, string Name);
