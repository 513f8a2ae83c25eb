using Xunit.v3;

namespace Smartcard.Tests;

/// <summary>On a class or a test: <c>./test</c> runs it on PostgreSQL too. What is in <c>Postgres/</c> runs there only.</summary>
/// <remarks>For what has SQL, locks or faults of its own there. <see cref="QueriesRun"/> shows which query no such test runs.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class OnPostgresAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [KeyValuePair.Create("database", "postgres")];
}
