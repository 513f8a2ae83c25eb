using System.Text.Json;
using System.Text.Json.Serialization;

namespace Smartcard.Workflows;

/// <summary>
/// What happened to an activity, without what it was about. Each execution is Started once, and ends at most once:
/// Completed, Canceled or Faulted.
/// </summary>
/// <param name="Event"><c>Started</c>, <c>Completed</c>, <c>Suspended</c>, <c>Resumed</c>, <c>Canceled</c> or <c>Faulted</c>.</param>
/// <param name="Outcomes">The outcomes it left by, with commas between; null where there are none.</param>
public sealed record JournalEntry(
    [property: JsonPropertyName("n")] int Sequence,
    [property: JsonPropertyName("t")] [property: JsonConverter(typeof(UtcTicks))] DateTimeOffset At,
    [property: JsonPropertyName("a")] string ActivityId,
    [property: JsonPropertyName("p")] string NodeId,
    [property: JsonPropertyName("c")] string ActivityType,
    [property: JsonPropertyName("x")] int ExecutionId,
    [property: JsonPropertyName("e")] string Event,
    [property: JsonPropertyName("o")] string? Outcomes)
{
    /// <summary>What one step did, as it is stored.</summary>
    public static string ToJson(IReadOnlyList<JournalEntry> entries) =>
        JsonSerializer.Serialize(entries, JournalJson.Default.IReadOnlyListJournalEntry);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static IReadOnlyList<JournalEntry> Read(string json) =>
        JsonSerializer.Deserialize(json, JournalJson.Default.IReadOnlyListJournalEntry)
        ?? throw new JsonException("A step's journal is empty.");
}

/// <summary>As the database keeps times elsewhere.</summary>
internal sealed class UtcTicks : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetInt64(), TimeSpan.Zero);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.UtcTicks);
}

[JsonSerializable(typeof(IReadOnlyList<JournalEntry>))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class JournalJson : JsonSerializerContext;
