using Smartcard.Cards;

namespace Smartcard.Tests.Cards;

/// <summary>A card that answers from a list, in hexadecimal, and keeps what it was sent.</summary>
internal sealed class ScriptedCard(params string[] answers) : ICardTransport
{
    private readonly Queue<string> _answers = new(answers.Select(answer => answer.Replace(" ", "", StringComparison.Ordinal)));

    /// <summary>The commands, in hexadecimal.</summary>
    public List<string> Received { get; } = [];

    /// <summary>The buffers the commands came in, as they are now.</summary>
    public List<ReadOnlyMemory<byte>> Buffers { get; } = [];

    public ValueTask<byte[]> TransmitAsync(ReadOnlyMemory<byte> commandBytes, CancellationToken cancellationToken)
    {
        Received.Add(Convert.ToHexString(commandBytes.Span));
        Buffers.Add(commandBytes);
        return ValueTask.FromResult(Convert.FromHexString(_answers.Dequeue()));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

internal static class Hex
{
    /// <summary>Hexadecimal as the cards' answers write it: no spaces.</summary>
    public static string Of(string spaced) => spaced.Replace(" ", "", StringComparison.Ordinal);

    /// <summary>The same byte, so many times.</summary>
    public static string Repeat(string hex, int count) => string.Concat(Enumerable.Repeat(hex, count));
}
