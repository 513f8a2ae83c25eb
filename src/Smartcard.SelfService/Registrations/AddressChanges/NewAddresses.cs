using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.Policy;
using Smartcard.Storage;
using Smartcard.Storage.Records;

namespace Smartcard.SelfService.Registrations.AddressChanges;

/// <summary>What the new address of a registration may be, and how it takes the place of the old one. It is part of a turn.</summary>
public sealed class NewAddresses(
    SmartcardDbContext database,
    InPersonUsers users,
    OwnAccounts accounts,
    JourneyEvidence journeys,
    JourneyClosing closing,
    Outbox mail,
    AuditLog audit,
    IOptions<PolicyOptions> policy)
{
    /// <summary>Asked before a code is sent, and again when it was read out.</summary>
    /// <returns>Null = it will do.</returns>
    public async Task<AddressChangeFault?> FaultOfAsync(AddressChange change, EmailAddress address, CancellationToken cancellationToken)
    {
        if (!address.IsOfProvider(policy.Value.ApprovedEmailProviders!))
        {
            return AddressChangeFault.NotApproved;
        }

        var registration = await RegistrationAsync(change, cancellationToken);
        return address == registration.Address ? AddressChangeFault.SameAddress
            : await users.IsOfAnotherAccountAsync(address, registration.StaffId, cancellationToken) ? AddressChangeFault.OfAnAccount
            : await IsOfSomebodyElseAsync(address, registration.StaffId, cancellationToken) ? AddressChangeFault.OfSomebodyElse
            : null;
    }

    /// <summary>
    /// The evidence and the codes of a journey under way name the old address, so it has to confirm the new one: docs/decisions/0003.
    /// </summary>
    public async Task TakeAsync(AddressChange change, Journey journey, EmailAddress address, CancellationToken cancellationToken)
    {
        var (actor, registration) = (change.HelpedBy, await RegistrationAsync(change, cancellationToken));
        if (registration.Address is { } old)
        {
            mail.Tell(MailKind.AddressChanged, old, journey);
            await accounts.LinkAsync(actor, registration.StaffId, [old], cancellationToken);
        }

        registration.Address = address;
        await journeys.RecordAsync(
            journey, EvidenceKind.CodeConfirmed, session: null, journey.RegistrationId, cancellationToken, address, actor);
        audit.Add("code-confirmed", journey.Id, change.CardId);
        audit.Add("address-changed", journey.Id, change.CardId, actor, subjectId: null);
        await closing.EndAsync(journey, JourneyEnd.Completed, cancellationToken);
    }

    /// <summary>The rules have said that there is one.</summary>
    private async Task<Registration> RegistrationAsync(AddressChange change, CancellationToken cancellationToken) =>
        await database.Locks.Hold(change.CardId).RegistrationAsync(cancellationToken)
        ?? throw new InvalidOperationException($"Card {change.CardId.Value} has no registration whose address could be changed.");

    private Task<bool> IsOfSomebodyElseAsync(EmailAddress address, StaffId holder, CancellationToken cancellationToken)
    {
        var plain = address.Value.ToLowerInvariant();
        var mailbox = address.Mailbox.Value.ToLowerInvariant();
        return database.Set<Registration>()
            .Where(r => r.State == RegistrationState.Active && r.StaffId != holder)
            .Select(r => EF.Property<string?>(r, SearchColumns.PlainAddress))
            .AnyAsync(known => known == plain || known == mailbox, cancellationToken);
    }
}
