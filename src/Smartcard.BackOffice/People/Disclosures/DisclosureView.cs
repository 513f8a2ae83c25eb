using System.Globalization;
using Smartcard.BackOffice.Audit;
using Smartcard.BackOffice.Booth;
using Smartcard.BackOffice.Booth.Acts;
using Smartcard.Domain;
using Smartcard.Domain.Figures;
using Smartcard.Domain.Registrations;
using Smartcard.Look;
using Smartcard.SelfService.People.Disclosures;
using Smartcard.SelfService.Registrations;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People.Disclosures;

/// <summary>Puts what is on record of a person into words that they understand: times as in the UK, addresses in full.</summary>
internal sealed class DisclosureView(IQuestionWords questions, TimeProvider time)
{
    public DisclosureModel ModelOf(PersonData data) => new(
        data.Staff.DisplayName,
        At(time.GetUtcNow()),
        [
            Section(
                Catalogue.Disclosures["section.person"],
                [Catalogue.Disclosures["person.what"], Catalogue.Disclosures["person.is"]],
                PersonRows(data)),
            Section(
                Catalogue.Disclosures["section.cards"],
                [
                    Catalogue.Disclosures["card"],
                    Catalogue.Disclosures["card.identifier"],
                    Catalogue.Disclosures["since"],
                    Catalogue.Disclosures["state"],
                    Catalogue.Disclosures["card.state"],
                ],
                data.Cards.Select(c => Row(
                    CardOf(c.Id),
                    c.Identifier.Value,
                    At(c.EnrolledAt),
                    CardWords.Of(c.State, c.StateReason) ?? Catalogue.Disclosures["card.inUse"],
                    SelfServiceOf(data, c.Id)))),
            Section(
                Catalogue.Disclosures["section.registrations"],
                [
                    Catalogue.Disclosures["card"],
                    Catalogue.Disclosures["made.at"],
                    Catalogue.Disclosures["state"],
                    Catalogue.Disclosures["address"],
                    Catalogue.Disclosures["questions"],
                ],
                data.Registrations.Select(r => Row(
                    CardOf(r.CardId),
                    At(r.CompletedAt ?? r.CreatedAt),
                    StateOf(r.State),
                    r.Address?.Value ?? "–",
                    string.Join("; ", r.Answers.Select(a => questions.InEachLanguage(a.QuestionId)[0])))),
                Catalogue.Disclosures["registrations.note"]),
            Section(
                Catalogue.Disclosures["section.journeys"],
                [
                    Catalogue.Disclosures["journey"],
                    Catalogue.Disclosures["what"],
                    Catalogue.Disclosures["began"],
                    Catalogue.Disclosures["ended"],
                    Catalogue.Disclosures["channel"],
                    Catalogue.Disclosures["language"],
                ],
                data.Journeys.Select(j => j.Journey).Select(j => Row(
                    References.Of(j.Id.Value),
                    BoothWords.Of(j.Kind),
                    At(j.StartedAt),
                    At(j.EndedAt),
                    j.Channel,
                    j.Language))),
            Section(
                Catalogue.Disclosures["section.steps"],
                [Catalogue.Disclosures["at"], Catalogue.Disclosures["journey"], Catalogue.Disclosures["what"]],
                data.Journeys.SelectMany(j => j.Steps().Select(s => Row(At(s.At), References.Of(j.Journey.Id.Value), StepWords.Of(s))))),
            Section(
                Catalogue.Disclosures["section.mails"],
                [
                    Catalogue.Disclosures["at"],
                    Catalogue.Disclosures["what"],
                    Catalogue.Disclosures["address"],
                    Catalogue.Disclosures["state"],
                ],
                data.Mails.Select(m => Row(At(m.CreatedAt), MailWords.Of(m.Kind), m.To, TextOf(MailWords.StateOf(m))))),
            Section(
                Catalogue.Disclosures["section.cases"],
                [Catalogue.Disclosures["began"], Catalogue.Disclosures["ended"], Catalogue.Disclosures["what"]],
                data.Cases.Select(c => Row(At(c.OpenedAt), At(c.ClosedAt), BoothWords.Of(c.Reason)))),
            Section(
                Catalogue.Disclosures["section.notes"],
                [Catalogue.Disclosures["at"], Catalogue.Disclosures["by"], Catalogue.Disclosures["note"]],
                data.Notes.Select(n => Row(At(n.At), NameOf(data, n.WrittenBy), n.Text ?? Catalogue.Disclosures["note.closed"]))),
            Section(
                Catalogue.Disclosures["section.checks"],
                [
                    Catalogue.Disclosures["by"],
                    Catalogue.Disclosures["check"],
                    Catalogue.Disclosures["seen"],
                    Catalogue.Disclosures["reason"],
                ],
                ChecksOf(data)),
            Section(
                Catalogue.Disclosures["section.acts"],
                [Catalogue.Disclosures["at"], Catalogue.Disclosures["what"], Catalogue.Disclosures["by"]],
                data.Acts.Select(a => Row(At(a.At), ActWords.Of(a.Kind), NameOf(data, a.ActorId)))),
            Section(
                Catalogue.Disclosures["section.readings"],
                [Catalogue.Disclosures["at"], Catalogue.Disclosures["reading.given"], Catalogue.Disclosures["by"]],
                data.Readings.Select(r => Row(At(r.StartedAt), r.GivenCard is { } card ? CardOf(card) : "–", NameOf(data, r.ReadBy)))),
            Section(
                Catalogue.Disclosures["section.chats"],
                [Catalogue.Disclosures["at"], Catalogue.Disclosures["by"], Catalogue.Disclosures["said"]],
                data.Chats.Select(c => Row(At(c.At), SpeakerOf(c), c.Text)),
                Catalogue.Disclosures["chats.note"]),
            Section(
                Catalogue.Disclosures["section.audit"],
                [Catalogue.Disclosures["at"], Catalogue.Disclosures["what"], Catalogue.Disclosures["by"]],
                data.Audit.Select(a => Row(At(a.At), AuditWords.Of(a.Event), a.ActorId is { } actor ? NameOf(data, actor) : "–"))),
        ]);

    private static IEnumerable<string[]> PersonRows(PersonData data)
    {
        yield return Row(Catalogue.Disclosures["person.name"], data.Staff.DisplayName);
        yield return Row(Catalogue.Disclosures["person.organisation"], data.Staff.Organisation);
        yield return Row(Catalogue.Disclosures["person.site"], data.Staff.Site ?? "–");
        yield return Row(Catalogue.Disclosures["person.number"], data.Staff.Number ?? "–");
        yield return Row(Catalogue.Disclosures["person.left"], At(data.Staff.LeftAt));
        foreach (var hold in data.Holds)
        {
            yield return Row(Catalogue.Disclosures["person.hold"], At(hold.PlacedAt));
        }

        foreach (var account in data.Accounts)
        {
            yield return Row(Catalogue.Disclosures["person.account"], account);
        }
    }

    private static IEnumerable<string[]> ChecksOf(PersonData data) =>
        data.InPerson.Select(r => Row(NameOf(data, r.HelpedBy), r.IdentityCheck, r.Seen, "–"))
            .Concat(data.AddressChanges.Select(c => Row(NameOf(data, c.HelpedBy), c.IdentityCheck, c.Seen, ReasonOf(c.Reason))))
            .Concat(data.Acts.Where(a => a.IdentityCheck is not null)
                .Select(a => Row(NameOf(data, a.ActorId), a.IdentityCheck!, a.Seen ?? "–", "–")));

    private static string ReasonOf(AddressChangeReason reason) => reason switch
    {
        AddressChangeReason.NoAccess => Catalogue.Disclosures["reason.noAccess"],
        AddressChangeReason.Closed => Catalogue.Disclosures["reason.closed"],
        AddressChangeReason.OthersRead => Catalogue.Disclosures["reason.othersRead"],
        AddressChangeReason.Other => Catalogue.Disclosures["reason.other"],
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    private static string SelfServiceOf(PersonData data, CardId card) =>
        data.Lockouts.FirstOrDefault(l => l.CardId == card) is { IsStopped: true } stopped
            ? Catalogue.Disclosures["card.stopped", ("time", At(stopped.FrozenAt ?? stopped.LockedAt))]
            : Catalogue.Disclosures["card.open"];

    private static string StateOf(RegistrationState state) => state switch
    {
        RegistrationState.Active => Catalogue.Disclosures["registration.active"],
        RegistrationState.Pending => Catalogue.Disclosures["registration.pending"],
        RegistrationState.Withdrawn => Catalogue.Disclosures["registration.withdrawn"],
        RegistrationState.Superseded => Catalogue.Disclosures["registration.superseded"],
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    private static DisclosureSection Section(
        string title, IReadOnlyList<string> heads, IEnumerable<string[]> rows, string? note = null) =>
        new(title, note, heads, [.. rows]);

    private static string[] Row(params string[] cells) => cells;

    private static string TextOf(Telling told) => told.At is { } at ? $"{told.Before} {At(at)}{told.After}" : told.Before + told.After;

    private static string SpeakerOf(ChatLine line) =>
        line.IsFromPerson ? Catalogue.Disclosures["chat.you"] : Catalogue.Disclosures["chat.smartcard"];

    private static string CardOf(CardId id) => References.Of(id.Value);

    private static string NameOf(PersonData data, UserId user) => data.UserNames.GetValueOrDefault(user, References.Of(user.Value));

    private static string At(DateTimeOffset? at) =>
        at is { } when ? UkTime.Of(when).ToString("d MMMM yyyy, HH:mm:ss", CultureInfo.InvariantCulture) : "–";
}
