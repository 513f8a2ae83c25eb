using System.CommandLine;
using System.Globalization;
using Smartcard.Cards;
using Smartcard.Cards.Pcsc;
using Smartcard.Cards.Software;
using Smartcard.Helper;
using Smartcard.Helper.Demo;
using Smartcard.Helper.Hosts;
using Smartcard.Helper.Instance;
using Smartcard.Helper.Screen;
using Smartcard.Helper.Terminal;
using Smartcard.Helper.Window;
using Smartcard.Wording;
using Spectre.Console;

var link = new Argument<string?>("link")
{
    Description = "The link of the chat, smartcard-helper://pair?...",
    Arity = ArgumentArity.ZeroOrOne,
};
var host = new Option<string[]>("--host")
{
    Description =
        "A host that this helper may work with, for example https://smartcard.trust.example. It refuses links to other hosts.",
    Required = true,
};
var virtualCards = new Option<string?>("--virtual-cards")
{
    Description = "For demonstrations: a folder of software cards instead of real readers.",
};
var makeCards = new Option<bool>("--make-cards")
{
    Description = "Make the demonstration's cards in that folder if they are missing.",
};
var port = new Option<int>("--port") { Description = "The window's port on loopback; 0 = any." };
var urlFile = new Option<string?>("--url-file") { Description = "Write the window's address into this file instead of opening a browser." };
var openBrowser = new Option<bool>("--open-browser") { Description = "Open a browser even with --url-file." };
var terminal = new Option<bool>("--terminal") { Description = "Ask in this terminal instead of a window." };
var logFile = new Option<string>("--log")
{
    Description = "The file in which faults of readers and similar things are noted.",
    DefaultValueFactory = _ => HelperLog.DefaultPath,
};

var root = new RootCommand(
    "Smartcard reader helper. Reads the card in your reader and sets its passcode while you chat.")
{
    link,
    host,
    virtualCards,
    makeCards,
    port,
    urlFile,
    openBrowser,
    terminal,
    logFile,
};
root.SetAction(
    (parsed, ct) =>
        Guarded(() =>
        {
            if (parsed.GetValue(makeCards) && parsed.GetValue(virtualCards) is { } cards)
            {
                DemoStaff.Prepare(cards);
                _ = DemoStaff.PrepareWithHostAsync(cards, ct);
            }

            return ServeAsync(
                parsed.GetValue(link),
                parsed.GetRequiredValue(host),
                parsed.GetValue(virtualCards),
                parsed.GetValue(port),
                parsed.GetValue(urlFile),
                parsed.GetValue(openBrowser),
                parsed.GetValue(terminal),
                parsed.GetValue(logFile)!,
                ct);
        }));

var folder = new Option<string>("--folder") { Description = "Where the virtual cards are kept.", Required = true };
var demoCards = new Command(
    "demo-cards",
    "Makes the virtual cards of the demonstration's staff, and what a card bureau sends about them, if they are missing.")
{
    folder,
};
demoCards.SetAction((parsed, _) => Guarded(() =>
{
    DemoStaff.Prepare(parsed.GetRequiredValue(folder));
    return Task.FromResult(0);
}));

var action = new Argument<string>("action") { Description = "insert, remove or lock." };
var card = new Argument<string?>("card") { Description = "The card's name, e.g. amal.", Arity = ArgumentArity.ZeroOrOne };
var runningUrl = new Option<string>("--url-file") { Description = "The file with the running helper's address.", Required = true };
var demo = new Command("demo", "Moves a demonstration card in a running helper.") { action, card, runningUrl };
demo.SetAction(
    (parsed, ct) =>
        Guarded(async () =>
            Say(
                await DemoCommand.RunAsync(
                    parsed.GetRequiredValue(action),
                    parsed.GetValue(card),
                    parsed.GetRequiredValue(runningUrl),
                    ct))));

var cardFile = new Option<string>("--card") { Description = "The software card's file.", Required = true };
var vpcdPort = new Option<int>("--vpcd-port")
{
    Description = "Where vpcd listens.",
    DefaultValueFactory = _ => VpcdAttachment.DefaultPort,
};
var vpcd = new Command("vpcd", "Puts a software card into the virtual reader of this machine's pcscd, until Ctrl-C.")
{
    cardFile,
    vpcdPort,
};
vpcd.SetAction(
    (parsed, ct) =>
        Guarded(async () =>
        {
            await using var attached = await VpcdAttachment.AttachAsync(
                SoftwareCards.Open(parsed.GetRequiredValue(cardFile)),
                ct,
                parsed.GetValue(vpcdPort));
            await attached.Completion.WaitAsync(ct);
            return Say("The virtual reader has released the card.");
        }));

var doctorHost = new Option<string[]>("--host")
{
    Description = "A host to check, as for the helper itself.",
    Required = true,
};
var doctor = new Command(
    "doctor",
    "Checks what the helper needs on this computer and says what is wrong: hosts, clock, readers and cards. "
    + "This resets a card in a reader.")
{
    doctorHost,
};
doctor.SetAction(
    (parsed, ct) =>
        Guarded(async () =>
        {
            using var readers = new PcscReaders();
            using var examination = new Doctor(readers, Console.Out, TimeProvider.System);
            return await examination.RunAsync([.. parsed.GetRequiredValue(doctorHost).Select(AllowedHosts.Parse)], ct)
                ? 0
                : 1;
        }));

root.Add(demoCards);
root.Add(doctor);
root.Add(demo);
root.Add(vpcd);
return await root.Parse(args).InvokeAsync();

static async Task<int> ServeAsync(
    string? link,
    string[] hosts,
    string? virtualCards,
    int port,
    string? urlFile,
    bool openBrowser,
    bool inTerminal,
    string logFile,
    CancellationToken cancellationToken)
{
    Catalogue.Check();
    HelperWords.Check(WindowServer.KeysOfPage());
    var allowed = new AllowedHosts([.. hosts.Select(AllowedHosts.Parse)]);
    var pairing = link is null ? null : PairingLink.Parse(link);
    if (pairing is not null && !allowed.Allows(pairing.Host))
    {
        return Say(
            $"This helper does not work with {pairing.Host}. It was set up for {string.Join(", ", allowed.Origins)}. Ask the IT booth.");
    }

    var virtualReaders = virtualCards is null ? null : new VirtualReaders("Demonstration reader");
    var log = new HelperLog(logFile, TimeProvider.System);
    using ICardReaders readers = virtualReaders ?? (ICardReaders)new PcscReaders();
    if (inTerminal)
    {
        var terminal = new HelperTerminal(AnsiConsole.Console, HelperWords.In(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName));
        var inTerminalLoop = new HelperLoop(allowed.Origins, readers, terminal, TimeProvider.System, log);
        Start(inTerminalLoop, pairing);
        await inTerminalLoop.RunAsync(cancellationToken);
        return 0;
    }

    // A demonstration, and a program that wants the address for itself, get a helper of their own.
    var isThePersons = virtualReaders is null && urlFile is null;
    var name = InstanceName.For(allowed.Origins);
    await using var instance = isThePersons ? OneInstance.TryBecome(name, log) : null;
    if (isThePersons && instance is null)
    {
        if (await RunningHelper.AskAsync(name, link, cancellationToken) is { } runs)
        {
            WindowAddress.Publish(runs, file: null);
            return 0;
        }

        log.OtherHelperIsSilent(); // the person is not to wait for it: this one works by itself
    }

    var opens = new TaskCompletionSource<Func<string?, string>>(TaskCreationOptions.RunContinuationsAsynchronously);
    instance?.Answer(async later => (await opens.Task)(later));

    using var window = new HelperWindow();
    var demo = virtualReaders is null ? null : new DemoReader(virtualReaders, virtualCards!) { Changed = window.Refresh };
    var access = new WindowAccess(keyStays: demo is not null) { Opened = window.Refresh };
    await using var server = await WindowServer.StartAsync(port, window, access, demo);
    string NewAddress() => $"{server.Urls.Single()}/?key={access.NewKey()}";
    WindowAddress.Publish(NewAddress(), urlFile, openBrowser);
    var loop = new HelperLoop(
        allowed.Origins, readers, window, TimeProvider.System, log, isThePersons ? HelperLoop.PatienceWithNobody : null);
    window.CodeOffered = code => loop.SwitchTo(new PairingLink(allowed.Origins[0], code));
    Start(loop, pairing);
    opens.SetResult(later =>
    {
        LaterStart.Follow(later, allowed, loop, window);
        return NewAddress();
    });
    await loop.RunAsync(cancellationToken);
    if (instance is not null)
    {
        await instance.DisposeAsync();
    }

    if (loop.HasNext)
    {
        await loop.RunAsync(cancellationToken); // a link that came just as it was about to end
    }

    return 0;
}

static void Start(HelperLoop loop, PairingLink? pairing)
{
    if (pairing is not null)
    {
        loop.SwitchTo(pairing);
    }
}

static int Say(string? problem)
{
    if (problem is not null)
    {
        Console.Error.WriteLine(problem);
    }

    return problem is null ? 0 : 1;
}

// What goes wrong is said in one sentence; nothing that was typed is in any of these.
static async Task<int> Guarded(Func<Task<int>> work)
{
    try
    {
        return await work();
    }
    catch (OperationCanceledException)
    {
        return 0;
    }
    catch (Exception failed)
        when (failed
                is FormatException
                    or InvalidDataException
                    or CardFaultException
                    or IOException
                    or UnauthorizedAccessException)
    {
        return Say(failed.Message);
    }
}
