using System.CommandLine;
using Smartcard.Benchmarks.BackOffice;
using Smartcard.Benchmarks.Engine;
using Smartcard.Benchmarks.Journeys;
using Smartcard.Benchmarks.Vault;

var count = new Option<int>("--count") { Description = "How many people register and unlock.", DefaultValueFactory = _ => 100 };
var together = new Option<int>("--drivers") { Description = "How many of them at once.", DefaultValueFactory = _ => 1 };
var hosts = new Option<int>("--hosts")
{
    Description = "Hosts on the same database; more than one on PostgreSQL alone.",
    DefaultValueFactory = _ => 1,
};
var postgres = new Option<string?>("--postgres")
{
    Description = "A connection string of somebody who may make a database; without it, SQLite.",
};
var journeys = new Command(
    "journeys",
    "Whole registrations and unlocks through HTTP with software cards: start-up, latency and machine time of a turn, mails, memory.")
{
    count,
    together,
    hosts,
    postgres,
};
journeys.Validators.Add(given =>
{
    if (given.GetValue(hosts) > 1 && given.GetValue(postgres) is null)
    {
        given.AddError("Several hosts need PostgreSQL: give --postgres.");
    }
});
journeys.SetAction(
    (parsed, cancellationToken) =>
        JourneyLoad.RunAsync(
            new JourneyLoadOptions(
                parsed.GetValue(count),
                parsed.GetValue(together),
                parsed.GetValue(hosts),
                parsed.GetValue(postgres)),
            cancellationToken));

var drivers = new Option<int[]>("--drivers")
{
    Description = "How many drive at once, one measurement each.",
    DefaultValueFactory = _ => [1, 8, 32],
    AllowMultipleArgumentsPerToken = true,
};
var runs = new Option<int>("--runs")
{
    Description = "Runs of each, of which the median counts.",
    DefaultValueFactory = _ => 3,
};
var seconds = new Option<int>("--seconds") { Description = "Length of a run.", DefaultValueFactory = _ => 10 };
var warmUp = new Option<int>("--warm-up")
{
    Description = "Seconds before, which do not count.",
    DefaultValueFactory = _ => 12,
};
var engine = new Command(
    "engine",
    "Workflows of four turns on the engine and its store, in process, beside the limit of bare persistence.")
{
    postgres,
    drivers,
    runs,
    seconds,
    warmUp,
};
engine.SetAction(
    (parsed, cancellationToken) =>
        EngineLoad.RunAsync(
            new EngineLoadOptions(
                parsed.GetValue(postgres),
                parsed.GetValue(drivers)!,
                parsed.GetValue(runs),
                parsed.GetValue(seconds),
                parsed.GetValue(warmUp)),
            cancellationToken));

var many = new Option<int>("--count") { Description = "How many wait.", DefaultValueFactory = _ => 10_000 };
var suspended = new Command(
    "suspended",
    "Instances that wait, each with a timer: memory and start-up of a host, and room in the database.")
{
    many,
    postgres,
};
suspended.SetAction(
    (parsed, cancellationToken) =>
        SuspendedLoad.RunAsync(parsed.GetValue(many), parsed.GetValue(postgres), cancellationToken));

var pending = new Option<int>("--pending") { Description = "How many timers wait.", DefaultValueFactory = _ => 100_000 };
var due = new Option<int>("--due") { Description = "How many of them come due in a second.", DefaultValueFactory = _ => 1000 };
var span = new Option<int>("--seconds") { Description = "For how long some come due.", DefaultValueFactory = _ => 20 };
var timers = new Command(
    "timers",
    "Timers that come due beside workflows under way: how late each is, and what it costs the others.")
{
    pending,
    due,
    span,
    postgres,
};
timers.SetAction(
    (parsed, cancellationToken) =>
        TimersLoad.RunAsync(
            new TimersOptions(
                parsed.GetValue(pending),
                parsed.GetValue(due),
                parsed.GetValue(span),
                parsed.GetValue(postgres)),
            cancellationToken));

var rate = new Option<double>("--rate") { Description = "Unlocks begun in a second.", DefaultValueFactory = _ => 5 };
var minutes = new Option<double>("--minutes") { Description = "For how long.", DefaultValueFactory = _ => 10 };
var storm = new Command(
    "storm",
    "Unlocks that begin at a rate, whether or not those before have ended: latency of turns and mails, memory.")
{
    rate,
    minutes,
    postgres,
};
storm.SetAction(
    (parsed, cancellationToken) =>
        StormLoad.RunAsync(
            new StormOptions(parsed.GetValue(rate), parsed.GetValue(minutes), parsed.GetValue(postgres)),
            cancellationToken));

var server = new Option<string>("--postgres") { Description = "A connection string of somebody who may make a database.", Required = true };
var finished = new Option<int>("--finished")
{
    Description = "Journeys that have ended, and about as many audit entries. A multiple of 100.",
    DefaultValueFactory = _ => 1_000_000,
};
var running = new Option<int>("--running") { Description = "Journeys under way.", DefaultValueFactory = _ => 20_000 };
var keep = new Option<bool>("--keep") { Description = "Leave the database, for a look at its plans." };
var filled = new Option<string?>("--filled") { Description = "The name of a database that an earlier run left, instead of a new one." };
var backOffice = new Command(
    "back-office",
    "Each page of the back office and each job that comes round, beside years of journeys. Fails if a page takes more than half a second.")
{
    server,
    finished,
    running,
    keep,
    filled,
};
backOffice.SetAction(
    (parsed, cancellationToken) =>
        BackOfficeLoad.RunAsync(
            new BackOfficeOptions(
                parsed.GetValue(server)!,
                parsed.GetValue(finished),
                parsed.GetValue(running),
                parsed.GetValue(keep),
                parsed.GetValue(filled)),
            cancellationToken));

var library = new Option<string?>("--library") { Description = "A key module's PKCS#11 library; without it, only the development vault." };
var token = new Option<string>("--token") { Description = "Label of its token.", DefaultValueFactory = _ => "smartcard" };
var pin = new Option<string>("--pin") { Description = "The token's user PIN.", DefaultValueFactory = _ => "" };
var askers = new Option<int>("--drivers") { Description = "How many ask at once.", DefaultValueFactory = _ => 2 };
var asking = new Option<int>("--seconds") { Description = "Length of a measurement.", DefaultValueFactory = _ => 5 };
var vault = new Command("vault", "Answers and checks a second of the development vault, and of a key module.")
{
    library,
    token,
    pin,
    askers,
    asking,
};
vault.SetAction(
    (parsed, cancellationToken) =>
        VaultLoad.RunAsync(
            new VaultLoadOptions(
                parsed.GetValue(library),
                parsed.GetValue(token)!,
                parsed.GetValue(pin)!,
                parsed.GetValue(askers),
                parsed.GetValue(asking)),
            cancellationToken));

return await new RootCommand(
    "Workloads of the Smartcard product, each on a host or a database of its own, on loopback.")
{
    journeys,
    storm,
    engine,
    suspended,
    timers,
    backOffice,
    vault,
}
    .Parse(args)
    .InvokeAsync();
