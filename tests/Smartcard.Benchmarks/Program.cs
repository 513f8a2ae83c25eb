using System.CommandLine;
using Smartcard.Benchmarks.Journeys;

var count = new Option<int>("--count") { Description = "How many people register and unlock.", DefaultValueFactory = _ => 100 };
var journeys = new Command("journeys", "Whole registrations and unlocks through HTTP with software cards: start-up, latency and machine time of a turn, memory.") { count };
journeys.SetAction((parsed, cancellationToken) => JourneyLoad.RunAsync(parsed.GetValue(count), cancellationToken));
return await new RootCommand("Workloads of the Smartcard product, each on a host of its own on loopback.") { journeys }.Parse(args).InvokeAsync();
