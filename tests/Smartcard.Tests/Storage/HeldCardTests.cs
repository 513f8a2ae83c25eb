using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.SelfService.Lockout;
using Smartcard.Server;
using Smartcard.Storage;
using Smartcard.Tests.SelfService;

namespace Smartcard.Tests.Storage;

/// <summary>Whoever asks for a card's lockout, its registration in force or the count of its codes has the card's lock.</summary>
public sealed class HeldCardTests
{
    private const BindingFlags All =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    /// <summary>Where these are read or removed all the same: to be shown, for work before a turn, by the purge.</summary>
    public static TheoryData<string, string[]> Readers => new()
    {
        {
            "Set<CardLockout>()",
            [
                "CaseStandings.cs",
                "HeldCard.cs",
                "InPersonChecks.cs",
                "InPersonStandings.cs",
                "JourneyActRecords.cs",
                "Lockouts.cs",
                "PeopleView.cs",
                "PersonDisclosures.cs",
                "PersonRecords.cs",
            ]
        },
        {
            "RegistrationState.Active",
            [
                "CardReadingStandings.cs",
                "DisclosureView.cs",
                "HeldCard.cs",
                "JourneyActRecords.cs",
                "JourneyEvidence.cs",
                "Lockouts.cs",
                "NewAddresses.cs",
                "PendingRegistrations.cs",
                "PeopleView.cs",
                "PersonErasures.cs",
                "PersonRecords.cs",
                "PersonSearch.cs",
                "PersonWords.cs",
                "Registration.cs",
                "ResetRelease.cs",
            ]
        },
        {
            "Set<EmailCode>()",
            [
                "CodePurge.cs",
                "EmailCodes.cs",
                "HeldCard.cs",
                "JourneyActRecords.cs",
                "JourneyClosing.cs",
                "JourneyRemoval.cs",
                "PersonDisclosures.cs",
                "PersonRecords.cs",
                "StallFinder.cs",
            ]
        },
        { "Hold(\"card\"", ["HeldCard.cs"] },
    };

    [Theory]
    [MemberData(nameof(Readers))]
    public void No_other_file_reads_them(string query, string[] files)
    {
        var found = new[] { "src", "bot" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file).Contains(query, StringComparison.Ordinal));

        Assert.Equal(files, found.Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_but_the_lock_makes_one()
    {
        Assert.All(typeof(HeldCard).GetConstructors(All), constructor => Assert.True(constructor.IsPrivate));

        var makers = new[] { typeof(HeldCard).Assembly, typeof(Lockouts).Assembly, typeof(HostApp).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(All))
            .Where(method => method.ReturnType == typeof(HeldCard) && !method.IsPrivate)
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}");

        Assert.Equal(["HeldCard.Take", "JourneyEvidence.HoldCardOf", "TurnLocks.Hold"], makers.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Outside_of_a_turn_no_card_is_held()
    {
        await using var bench = await JourneyBench.StartAsync();

        await bench.DoAsync(services =>
        {
            var locks = services.GetRequiredService<SmartcardDbContext>().Locks;
            Assert.Throws<InvalidOperationException>(() => locks.Hold(CardId.New()));
            return Task.FromResult(true);
        });
    }

    [Fact]
    public async Task After_its_turn_it_answers_nothing_not_even_in_the_next_turn()
    {
        await using var bench = await JourneyBench.StartAsync();

        await bench.DoAsync(async services =>
        {
            var turn = services.GetRequiredService<TurnTransaction>();
            var locks = services.GetRequiredService<SmartcardDbContext>().Locks;
            var card = await turn.RunAsync(
                async ct =>
                {
                    var held = locks.Hold(CardId.New());
                    Assert.False(await held.IsStoppedAsync(ct));
                    return held;
                },
                _ct);

            await Assert.ThrowsAsync<InvalidOperationException>(() => card.LockoutAsync(_ct));
            await Assert.ThrowsAsync<InvalidOperationException>(
                () => turn.RunAsync(ct => card.CountCodesAsync(bench.Time.GetUtcNow(), ct), _ct));
            return true;
        });
    }
}
