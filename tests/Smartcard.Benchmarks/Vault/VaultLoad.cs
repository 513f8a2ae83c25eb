using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Smartcard.Cards.Gids;
using Smartcard.SelfService.Vault;
using Smartcard.SelfService.Vault.Pkcs11;

namespace Smartcard.Benchmarks.Vault;

/// <param name="Library">Of a key module; null = only the development vault.</param>
/// <param name="Token">Its label.</param>
internal sealed record VaultLoadOptions(string? Library, string Token, string Pin, int Drivers, int Seconds);

/// <summary>How many answers and checks a second a vault gives.</summary>
internal static class VaultLoad
{
    private const string Card = "00112233445566778899AABBCCDDEEFF";

    public static async Task<int> RunAsync(VaultLoadOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("smartcard-vault-load-");
        try
        {
            using var file = new KeyFileVault(Path.Combine(folder.FullName, "vault.json"), new EphemeralDataProtectionProvider());
            await MeasureAsync("file", file, file, options, cancellationToken);
            if (options.Library is not null)
            {
                using var module = new Pkcs11Vault(
                    new Pkcs11Options
                    {
                        Library = options.Library,
                        Tokens = [options.Token],
                        Pin = options.Pin,
                        Sessions = options.Drivers,
                    },
                    TimeProvider.System,
                    NullLogger<Pkcs11Vault>.Instance);
                await MeasureAsync("module", module, module, options, cancellationToken);
            }

            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(
        string name, ICardKeyVault vault, IVaultKeys keys, VaultLoadOptions options, CancellationToken cancellationToken)
    {
        await keys.MakeMissingAsync(cancellationToken);
        using var wrapping = new KeyWrapping((await keys.CurrentTransportKeyAsync(cancellationToken)).PublicKey);
        var wrapped = new WrappedCardKey(wrapping.WrappingKey, wrapping.Wrap(GidsMutualAuthentication.NewAdminKey()));
        await RunAsync("derived answers", ct => AnswerAsync(new CardKeyHandle.Derived(Card, 1), ct));
        await RunAsync("wrapped answers", ct => AnswerAsync(new CardKeyHandle.Wrapped(Card, wrapped), ct));
        await RunAsync("checks", async ct => (await vault.CheckAsync(wrapped, ct)).Unwraps);

        async Task<bool> AnswerAsync(CardKeyHandle handle, CancellationToken ct) =>
            await vault.AnswerAsync(handle, new byte[16], new byte[16], ct) is not null;

        async Task RunAsync(string what, Func<CancellationToken, Task<bool>> ask)
        {
            var (done, watch) = (0L, Stopwatch.StartNew());
            await Task.WhenAll(Enumerable.Range(0, options.Drivers).Select(_ => Task.Run(
                async () =>
                {
                    while (watch.Elapsed.TotalSeconds < options.Seconds)
                    {
                        if (!await ask(cancellationToken))
                        {
                            throw new InvalidOperationException($"The vault {name} did not answer.");
                        }

                        Interlocked.Increment(ref done);
                    }
                },
                cancellationToken)));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name,-8} {what,-16} {done / watch.Elapsed.TotalSeconds,9:N0} a second"));
        }
    }
}
