using System.Text.RegularExpressions;
using Smartcard.BackOffice.Audit;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Import;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Retention;
using Smartcard.Domain.Systems;
using Smartcard.Domain.Users;
using Smartcard.Server.Keys;
using Smartcard.Wording;

namespace Smartcard.Tests.Wording;

/// <summary>Every event that the product writes to the audit has words, and no other.</summary>
public sealed partial class AuditWordsTests
{
    /// <summary>
    /// Where the event is not written out in the call: the file, and the pattern of the literals in it that are events or a part of one.
    /// What stands before that part is behind the pattern.
    /// </summary>
    private static readonly Dictionary<string, (string Literals, string Before, string After)> Composed = new(StringComparer.Ordinal)
    {
        ["UserAccounts.cs"] = (@"""(user-[a-z-]+)[:""]", "", ""),
        ["FirstAdministrator.cs"] = (@"""(administrator-[a-z]+)""", "", ""),
        ["ExternalUsers.cs"] = (@"""(sign-in-[a-z-]+|signed-in)[:""]", "", ""),
        ["SignInAttempts.cs"] = (@"""(sign-in-[a-z-]+|signed-in|signed-out)[:""]", "", ""),
        ["Credentials.cs"] = (@"ChangeAsync\(\s*user,\s*""([a-z-]+)""", "", ""),
        ["DefinitionEdits.cs"] = (@"(?<=var what = .*)""([a-z]+)""", "workflow-file-", ""),
        ["DefinitionSeed.cs"] = (@"(?<=var what = .*)""([a-z]+)""", "workflow-file-", ""),
        ["InstanceOperations.cs"] = (@"id,\s*""([a-z-]+)"",", "journey-", "-at-desk"),
        ["BoothClaims.cs"] = (@"""(booth-case-[a-z-]+)""", "", ""),
        ["InPersonCardWork.cs"] = (@"""(reset-in-person[a-z-]*)""", "", ""),
        ["Lockouts.cs"] = (@"""(answers-[a-z]+)""", "", ""),
    };

    /// <summary>Why a card that was read may not be taken: the audit says so.</summary>
    private static readonly ImportFaultKind[] FaultsOfAReadCard =
    [
        ImportFaultKind.PublicKeyWrong,
        ImportFaultKind.PublicKeyNotRsa,
        ImportFaultKind.PublicKeyTooSmall,
        ImportFaultKind.CertificateWrong,
        ImportFaultKind.CertificateOfOtherKey,
        ImportFaultKind.NumberOfSeveral,
        ImportFaultKind.OtherHolder,
        ImportFaultKind.Revoked,
        ImportFaultKind.Suspended,
        ImportFaultKind.OlderKey,
        ImportFaultKind.OtherPublicKey,
        ImportFaultKind.OwnRecord,
        ImportFaultKind.InUseNow,
        ImportFaultKind.MasterKeyMissing,
        ImportFaultKind.PersonUnknown,
        ImportFaultKind.KeyOfAnotherCard,
        ImportFaultKind.OtherKeySource,
    ];

    [Fact]
    public void Each_event_has_words()
    {
        var events = Events().ToArray();

        Assert.True(events.Length > 50, $"Only {events.Length} events were found in the source.");
        Assert.DoesNotContain(events, name => !AuditWords.HasWords(name));
    }

    [Fact]
    public void No_words_are_left_of_an_event_that_is_gone()
    {
        var worded = Catalogue.Audit.Keys
            .Where(key => key.StartsWith("event.", StringComparison.Ordinal))
            .Select(key => key["event.".Length..]);

        Assert.Empty(worded.Except(Events()));
    }

    [Fact]
    public void What_an_event_was_about_has_words()
    {
        string[] parts =
        [
            .. Enum.GetNames<JourneyEnd>(),
            .. Enum.GetNames<ReleaseRefusal>(),
            .. Enum.GetNames<ChallengeRefusal>(),
            .. Enum.GetNames<InPersonRefusal>(),
            .. Enum.GetValues<JourneyActKind>().SelectMany(JourneyActChoices.Of),
            .. Enum.GetNames<CaseReason>(),
            .. Enum.GetNames<CardStateReason>(),
            .. Enum.GetNames<CardGivingRefusal>(),
            .. Enum.GetNames<KeyCheckRefusal>(),
            .. FaultsOfAReadCard.Select(kind => kind.ToString()),
            .. Literals(@"""key-check:(\w+)"),
            .. Enum.GetNames<StaffField>(),
            .. Enum.GetNames<ErasureRefusal>(),
            .. Enum.GetNames<ApiScopes>().Except([nameof(ApiScopes.None)]),
            .. Enum.GetNames<BackOfficeRoles>().Except([nameof(BackOfficeRoles.None)]),
            .. KeyKinds.All.Select(kind => kind.ToWord()),
            .. Literals(@"(?:null|true|false) => ""(everybody|left|working)""").Distinct(),
            .. Literals(@"RefuseReset\(task, ""(\w+)""\)"),
            .. Literals(@"""sign-in-(?:wrong|refused):([a-z-]+)""").Distinct(),
            .. Literals(@"""(password\+[a-z+-]+)""").SelectMany(method => method.Split('+')),
        ];

        Assert.DoesNotContain(parts, part => !AuditWords.HasDetail(part));
    }

    [Theory]
    [InlineData("reset-released", "Passcode reset was released")]
    [InlineData("journey-ended:Cancelled", "Journey ended: cancelled")]
    [InlineData(
        "reset-refused:CodeNotConfirmed+CardNotIdentified",
        "Passcode reset was refused: the emailed code was not confirmed, the card was not identified")]
    [InlineData("signed-in:openid-connect:RaAdmin+Booth", "Signed in: organisation’s account, RA administrator, IT booth")]
    [InlineData("identity-checked:Badge + code: Booth", "Identity was checked: Badge + code: Booth")]
    [InlineData("user-added:none", "User was added: no roles")]
    [InlineData("workflow-published:7d5c", "Workflow was published")]
    [InlineData("people-listed:working+1-100", "A system read part of the list of people: who work here, 1-100")]
    [InlineData("of-an-older-version:x", "of-an-older-version:x")]
    public void An_event_is_said_in_words(string code, string words) => Assert.Equal(words, AuditWords.Of(code));

    [Theory]
    [InlineData("reset-released", "reset-released")]
    [InlineData("reset was released", "reset-released,reset-not-answered")]
    [InlineData("Signed Out", "signed-out")]
    [InlineData("regist", "")]
    [InlineData("Nia", "")]
    public void Events_are_found_by_their_names_and_by_whole_words(string text, string found) =>
        Assert.Equal(found.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(), AuditWords.Find(text).Order());

    private static IEnumerable<string> Events() => Sources().SelectMany(EventsIn).Distinct(StringComparer.Ordinal);

    /// <summary>The first argument of each call, up to the colon; from the table where it is not a literal.</summary>
    private static IEnumerable<string> EventsIn((string File, string Source) file)
    {
        var calls = Call().Matches(file.Source);
        foreach (Match call in calls)
        {
            if (call.Groups["event"] is { Success: true } written)
            {
                yield return written.Value;
            }
            else if (call.Groups["record"].Success)
            {
                foreach (var record in Literals(@"DefinitionEdit\((?:IsPublished \? )?""([a-z-]+)"""))
                {
                    yield return "workflow-" + record;
                }
            }
            else
            {
                Assert.True(Composed.ContainsKey(file.File), $"{file.File} writes an event that this test cannot read: {call.Value}");
            }
        }

        if (calls.Count > 0 && Composed.TryGetValue(file.File, out var composed))
        {
            foreach (Match literal in Regex.Matches(file.Source, composed.Literals))
            {
                yield return composed.Before + literal.Groups[1].Value + composed.After;
            }
        }
    }

    private static IEnumerable<string> Literals(string pattern) =>
        Sources().SelectMany(file => Regex.Matches(file.Source, pattern)).Select(match => match.Groups[1].Value);

    private static IEnumerable<(string File, string Source)> Sources() => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Replace('\\', '/').Contains("/obj/", StringComparison.Ordinal) && Path.GetFileName(file) != "AuditLog.cs")
        .Select(file => (Path.GetFileName(file), File.ReadAllText(file)));

    /// <summary>A whole literal, or one with what it was about behind the colon.</summary>
    [GeneratedRegex(
        """
        \.(?:AddForUser | (?<=\baudit\.)Add)\(\s*
        (?: \$?"(?<event>[a-z-]+)(?:"(?=,)|:) | \$"workflow-(?<record>\{record\}) | [^,]+ )
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Call();
}
