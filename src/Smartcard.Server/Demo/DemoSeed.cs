using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain.Cards;
using Smartcard.Server.Setup;
using Smartcard.Storage;

namespace Smartcard.Server.Demo;

/// <summary>
/// Imports the demo staff whose virtual cards were made beside the database, as anybody imports theirs. Without their file, or where
/// there are cards already, it does nothing.
/// </summary>
internal sealed class DemoSeed(SmartcardDbContext database, ImportCommand import, DataFolder data)
{
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(data.DemonstrationStaff) || await database.Set<Card>().AnyAsync(cancellationToken))
        {
            return;
        }

        await using var said = new StringWriter(CultureInfo.InvariantCulture);
        if (await import.RunAsync(data.DemonstrationStaff, said, cancellationToken) != 0)
        {
            throw new InvalidDataException(
                $"the demonstration's staff in {data.DemonstrationStaff} cannot be imported. Start again with ./run --fresh. {said}");
        }
    }
}
