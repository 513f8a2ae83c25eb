using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.Vault;
using Smartcard.Server.Setup;
using Smartcard.Storage;

namespace Smartcard.Server.Demo;

/// <summary>Takes in the demo staff whose virtual cards were made beside the database; without their file it does nothing.</summary>
/// <remarks>
/// The file holds what an RA's issuing system would hand over: the card's identifier, its public key, and its
/// administrator key for the vault.
/// </remarks>
internal sealed class DemoSeed(SmartcardDbContext database, KeyFileVault vault, DataFolder data, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        var path = data.Enrolment;
        if (!File.Exists(path))
        {
            return;
        }

        foreach (var card in Read(path))
        {
            var identifier = CardIdentifier.Parse(card.CardIdentifier);
            if (!await database.Set<Card>().AnyAsync(c => c.Identifier == identifier, cancellationToken))
            {
                var staff = new Staff
                {
                    Id = StaffId.New(),
                    DisplayName = card.Name,
                    Organisation = card.Organisation,
                    Number = card.StaffNumber,
                };
                database.Add(staff);
                database.Add(new Card
                {
                    Id = CardId.New(),
                    Identifier = identifier,
                    StaffId = staff.Id,
                    PublicKey = card.PublicKeySpki,
                    EnrolledAt = time.GetUtcNow(),
                });
            }

            if (!vault.Has(identifier.Value))
            {
                vault.Add(identifier.Value, card.AdminKey);
            }
        }

        await database.SaveChangesAsync(cancellationToken);
    }

    private static EnrolledCard[] Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<EnrolledCard[]>(File.ReadAllText(path), Json) ?? [];
        }
        catch (JsonException)
        {
            throw new InvalidDataException(
                $"the demonstration's enrolment file {path} cannot be read. Move it away, and ./run will write a new one.");
        }
    }

    private sealed record EnrolledCard(
        string Name, string Organisation, string CardIdentifier, byte[] PublicKeySpki, byte[] AdminKey, string? StaffNumber = null);
}
