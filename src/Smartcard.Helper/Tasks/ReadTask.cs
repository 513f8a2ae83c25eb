using System.Security.Cryptography;
using Smartcard.Cards;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Piv;
using Smartcard.CardTasks;

namespace Smartcard.Helper.Tasks;

/// <summary>Reads what the card in the reader says of itself. Needs no passcode, and changes nothing.</summary>
internal static class ReadTask
{
    private const string Gids = "Gids";
    private const string Piv = "Piv";

    public static async Task<CardTaskResult> RunAsync(TaskRun run, CancellationToken cancellationToken)
    {
        try
        {
            return await run.WithCardAsync(card => ReadAsync(run, card, cancellationToken), cancellationToken);
        }
        catch (CardNotSupportedException)
        {
            return new CardTaskResult(CardTaskOutcome.CardNotSupported)
            {
                CardType = await IsPivInAsync(run.Readers, cancellationToken) ? Piv : null,
            };
        }
    }

    private static async Task<CardTaskResult> ReadAsync(TaskRun run, OpenCard card, CancellationToken cancellationToken)
    {
        await run.WorkingAsync(card.Place, cancellationToken);
        return new CardTaskResult(CardTaskOutcome.Done)
        {
            CardIdentifier = card.Identifier.Value,
            CardType = Gids,
            AttemptsLeft = (await card.Gids.ReadAttemptsAsync(cancellationToken)).Left,
            PublicKey = await PublicKeyOfAsync(card.Gids, cancellationToken),
            Certificate = await CertificateOfAsync(card.Gids, cancellationToken),
        };
    }

    /// <returns>Null where the card has no key yet.</returns>
    private static async Task<byte[]?> PublicKeyOfAsync(GidsSession card, CancellationToken cancellationToken)
    {
        try
        {
            using var key = RSA.Create(await card.ReadPublicKeyAsync(GidsSession.FirstKey, cancellationToken));
            return key.ExportSubjectPublicKeyInfo();
        }
        catch (Exception none) when (none is CardException or CardResponseException)
        {
            return null;
        }
    }

    /// <returns>Null where the card has none that can be read.</returns>
    private static async Task<byte[]?> CertificateOfAsync(GidsSession card, CancellationToken cancellationToken)
    {
        try
        {
            return await card.ReadCertificateAsync(cancellationToken);
        }
        catch (Exception none) when (none is CardException or CardResponseException)
        {
            return null;
        }
    }

    /// <summary>Which card it is that we cannot use, as far as that can be seen.</summary>
    private static async Task<bool> IsPivInAsync(ICardReaders readers, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var reader in (await readers.ListAsync(cancellationToken)).Where(r => r.HasCard && !SystemReaders.Has(r.Name)))
            {
                await using var connection = await readers.ConnectAsync(reader.Name, cancellationToken);
                if (await IsPivAsync(connection, cancellationToken))
                {
                    return true;
                }
            }
        }
        catch (CardFaultException)
        {
            // It is gone, or another program has it: it stays a card that is not supported.
        }

        return false;
    }

    private static async Task<bool> IsPivAsync(ICardTransport connection, CancellationToken cancellationToken)
    {
        try
        {
            await new PivSession(connection).SelectAsync(cancellationToken);
            return true;
        }
        catch (Exception other) when (other is CardException or CardResponseException)
        {
            return false;
        }
    }
}
