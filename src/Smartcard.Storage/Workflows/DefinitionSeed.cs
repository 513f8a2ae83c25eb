using Microsoft.EntityFrameworkCore;
using Smartcard.Workflows;

namespace Smartcard.Storage.Workflows;

/// <summary>Puts the definitions of a folder into an installation that does not have them yet, as published version 1.</summary>
public sealed class DefinitionSeed(SmartcardDbContext database, ActivityRegistry registry, IDefinitionGuard guard, TimeProvider time)
{
    /// <exception cref="DefinitionException">A file holds no usable definition.</exception>
    /// <exception cref="DefinitionRefusedException">A file holds a definition that is not safe to publish.</exception>
    public async Task SeedAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var file in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var json = await File.ReadAllTextAsync(file, cancellationToken);
            var definition = DefinitionReader.Read(json, registry);
            if (await database.Set<WorkflowDefinitionRow>().AnyAsync(d => d.DefinitionId == definition.DefinitionId, cancellationToken))
            {
                continue;
            }

            if (await guard.CheckAsync(definition, cancellationToken) is { Count: > 0 } refusals)
            {
                throw new DefinitionRefusedException(definition, refusals);
            }

            database.Add(new WorkflowDefinitionRow
            {
                DefinitionId = definition.DefinitionId,
                Version = 1,
                Name = definition.Name,
                Json = json,
                IsPublished = true,
                WasPublished = true,
                CreatedAt = time.GetUtcNow(),
            });
        }

        await database.SaveChangesAsync(cancellationToken);
    }
}
