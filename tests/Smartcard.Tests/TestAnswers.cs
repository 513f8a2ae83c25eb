using Smartcard.SelfService.Registrations;

namespace Smartcard.Tests;

/// <summary>What is slow on purpose would be slow in each of a thousand journeys.</summary>
/// <remarks>The product's cost: <c>AnswerRulesTests</c>, and all of <c>Smartcard.SystemTests</c>.</remarks>
internal static class TestAnswers
{
    /// <summary>As little as Argon2id can cost.</summary>
    public static readonly AnswerHasher Hasher = new(memoryKiB: 8, passes: 1);
}
