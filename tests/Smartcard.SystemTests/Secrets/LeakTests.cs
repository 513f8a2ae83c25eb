using System.Diagnostics;
using System.Text;
using Hangfire;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;

namespace Smartcard.SystemTests.Secrets;

/// <summary>
/// Both journeys with marked secrets, typed in the right and in the wrong places; then a search through all that was
/// kept.
/// </summary>
public sealed class LeakTests(Browser browser)
{
    private const string OldPasscode = "0ld-Marked-Pass";
    private const string NewPasscode = "n3wMarkd";
    private const string WrongPasscode = "wr0ng-Marked";
    private const string WrongAnswer = "Marked Wrong Answer";
    private const string TypedInChat = "my passcode is ch4t-Marked";

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_codes_passcodes_and_keys_are_found_nowhere_afterwards()
    {
        Browser.SkipWhereMissing();
        using var readers = new VirtualReaders();
        await using var host = await SmartcardHost.StartAsync(readers, LogLevel.Trace);
        var file = new SoftwareCardFile(Path.Combine(host.Folder, "cards", "amal.json"));
        file.Save(file.Load() with { Passcode = Encoding.ASCII.GetBytes(OldPasscode) });
        var card = host.Card("amal");
        readers.Insert(card);
        var nurse = await Nurse.AtAsync(host, browser, _ct);
        var pairing = await UseEverythingAsync(nurse, card);
        var page = await nurse.Chat.Page.ContentAsync();
        var window = await nurse.Helper.Page.ContentAsync();

        Assert.Equal(Encoding.ASCII.GetBytes(NewPasscode), card.State.Passcode);
        Assert.Equal(2, nurse.Codes.Count);
        SqliteConnection.ClearAllPools();
        var kept = Directory.EnumerateFiles(host.Folder, "*", SearchOption.AllDirectories)
            .Where(f => !IsCardOrMail(host.Folder, f))
            .ToDictionary(f => Path.GetRelativePath(host.Folder, f), f => Encoding.Latin1.GetString(ReadShared(f)));
        kept["the host's log"] = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(host.Log.Text));
        kept["the jobs"] = JobsOf(host);
        kept["the chat page"] = page;
        kept["the helper's window"] = window;

        // That the search can find something at all: the address is kept in plain, and so is what was asked.
        Assert.Contains(Nurse.Email, kept["smartcard.db"] + kept.GetValueOrDefault("smartcard.db-wal"), StringComparison.Ordinal);
        Assert.Contains(card.State.CardId, kept[Path.Combine("cards", "staff.csv")], StringComparison.Ordinal);
        Assert.Contains("journey", kept["the host's log"], StringComparison.OrdinalIgnoreCase);
        Assert.Equal(4, kept["the jobs"].Split("SendMailJob").Length - 1);
        Assert.DoesNotContain(Nurse.Email, kept["the jobs"], StringComparison.OrdinalIgnoreCase);
        foreach (var (what, forms) in Secrets(nurse, file.Load(), pairing))
        {
            foreach (var form in forms)
            {
                Assert.All(kept, place => Assert.False(Holds(place.Value, form), $"{what} was found in {place.Key}."));
            }
        }
    }

    /// <returns>The pairing codes that were used.</returns>
    private static async Task<List<string>> UseEverythingAsync(Nurse nurse, SoftwareGidsCard card)
    {
        var pairings = new List<string>();
        var chat = nurse.Chat;
        await chat.SeesAsync("How can we help?");
        await chat.PressAsync("Register my card");
        await chat.PressAsync("Continue");
        pairings.Add(await chat.PairingCodeAsync());
        await nurse.ConnectAsync();
        await nurse.Helper.PasscodeAsync(WrongPasscode);
        await nurse.Helper.SeesAsync("That passcode is wrong");
        await nurse.Helper.PasscodeAsync(OldPasscode);
        await nurse.ChooseQuestionsAsync();
        await chat.SeesAsync("Email address");
        await chat.TypeAsync(TypedInChat);
        await chat.SeesAsync("We did not keep what you typed");
        await chat.FillAsync("Email address", Nurse.Email);
        await chat.PressAsync("Use this address");
        await nurse.EnterCodeAsync(await nurse.CodeAsync());
        await chat.SeesAsync("Your card is registered.");

        await Nurse.LockAsync(card);
        await chat.PressAsync("Unlock my card");
        await chat.PressAsync("Start");
        pairings.Add(await chat.PairingCodeAsync());
        await nurse.ConnectAsync();
        await nurse.AnswerAsync(_ => WrongAnswer);
        await chat.SeesAsync("Not all of your answers were right");
        await nurse.AnswerAsync();
        var code = await nurse.CodeAsync();
        await chat.SeesAsync("The 6 digits from the email");
        await chat.TypeAsync(code); // typed as a message instead of into the form: understood, and not kept either
        await nurse.Helper.NewPasscodeAsync(NewPasscode, "an0thrMk");
        await nurse.Helper.SeesAsync("The two passcodes are not the same");
        await nurse.Helper.NewPasscodeAsync(NewPasscode, NewPasscode);
        await chat.SeesAsync("Your card is unlocked.");
        return pairings;
    }

    /// <summary>All that Hangfire keeps, and shows, of the jobs of both journeys: a line each.</summary>
    private static string JobsOf(SmartcardHost host)
    {
        var monitoring = host.Services.GetRequiredService<JobStorage>().GetMonitoringApi();
        return string.Join(
            '\n',
            monitoring
                .SucceededJobs(0, 1000)
                .Select(job =>
                {
                    var details = monitoring.JobDetails(job.Key);
                    return $"{job.Value.Job.Type.Name} {string.Join(' ', job.Value.Job.Args)} "
                        + $"{details.InvocationData?.Arguments} {string.Join(' ', details.Properties)} "
                        + $"{string.Join(' ', details.History.SelectMany(h => h.Data))}";
                }));
    }

    private static IEnumerable<(string What, IEnumerable<string> Forms)> Secrets(Nurse nurse, SoftwareCardState card, List<string> pairings)
    {
        foreach (var text in new[] { OldPasscode, NewPasscode, WrongPasscode, "an0thrMk", "ch4t-Marked" })
        {
            yield return ($"The passcode '{text}'", FormsOf(text));
        }

        foreach (var answer in Nurse.Answers.Select(a => a.Answer).Append(WrongAnswer))
        {
            yield return (
                $"The answer '{answer}'",
                FormsOf(answer)
                    .Append(answer.ToLowerInvariant())
                    .Append(new string([.. answer.ToLowerInvariant().Where(char.IsLetterOrDigit)])));
        }

        foreach (var code in nurse.Codes)
        {
            yield return ($"The code {code}", [code]);
        }

        foreach (var pairing in pairings)
        {
            yield return ($"The pairing code {pairing}, used,", [pairing.Replace("-", "", StringComparison.Ordinal)]);
        }

        yield return (
            "The card's administrator key",
            [
                Convert.ToHexString(card.AdminKey),
                Convert.ToBase64String(card.AdminKey),
                Encoding.Latin1.GetString(card.AdminKey),
            ]);
    }

    private static string[] FormsOf(string text) =>
        [
            text,
            Convert.ToHexString(Encoding.UTF8.GetBytes(text)),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
            Uri.EscapeDataString(text),
            Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(text)),
        ];

    /// <summary>A code counts when its six digits stand alone: a longer number may hold them by chance.</summary>
    private static bool Holds(string place, string form)
    {
        for (var at = place.IndexOf(form, StringComparison.Ordinal); at >= 0; at = place.IndexOf(form, at + 1, StringComparison.Ordinal))
        {
            if (!form.All(char.IsAsciiDigit) || !(IsPartOfNumber(place, at - 1) || IsPartOfNumber(place, at + form.Length)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPartOfNumber(string text, int at) =>
        at >= 0 && at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '.');

    /// <summary>The virtual cards stand for real ones, and the mailbox for the person's own: both hold what they must.</summary>
    private static bool IsCardOrMail(string folder, string file) =>
        Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar)[0] is var top
        && (top == "mailbox" || (top == "cards" && Path.GetExtension(file) == ".json"));

    /// <summary>By a program that asks for no lock: the host holds one on the file of what it has in hand.</summary>
    private static byte[] ReadShared(string file)
    {
        using var reader = Process.Start(new ProcessStartInfo("cat", [file]) { RedirectStandardOutput = true })!;
        using var copy = new MemoryStream();
        reader.StandardOutput.BaseStream.CopyTo(copy);
        reader.WaitForExit();
        Assert.Equal(0, reader.ExitCode);
        return copy.ToArray();
    }
}
