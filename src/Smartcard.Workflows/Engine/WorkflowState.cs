using System.Text.Json;
using System.Text.Json.Serialization;

namespace Smartcard.Workflows;

/// <summary>
/// The whole state of an instance, as it is stored between turns. It holds no stimulus, no input value and nothing that
/// a person typed.
/// </summary>
public sealed class WorkflowState
{
    /// <summary>Which instance it is.</summary>
    public required Guid InstanceId { get; init; }

    /// <summary>Which workflow it runs.</summary>
    public required string DefinitionId { get; init; }

    /// <summary>The version it started on, and finishes on.</summary>
    public required int Version { get; init; }

    /// <summary>The name by which the world knows it: the one it was started with, until the workflow gives it another.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The correlation that it was started with, such as the chat that it is a journey of. No workflow changes it.</summary>
    public string? StartedFor { get; set; }

    /// <summary>Whether it waits, or how it ended.</summary>
    public WorkflowStatus Status { get; set; }

    /// <summary>By name: what it was started with, as text.</summary>
    public Dictionary<string, string> Input { get; set; } = [];

    /// <summary>By name: the workflow's own variables.</summary>
    public Dictionary<string, JsonElement> Variables { get; set; } = [];

    /// <summary>The activities that have started and not ended.</summary>
    public List<ActivityExecution> Executions { get; set; } = [];

    /// <summary>By name: the workflow's outputs that were set.</summary>
    public Dictionary<string, JsonElement> Outputs { get; set; } = [];

    /// <summary>Counts journal entries.</summary>
    public int Sequence { get; set; }

    /// <summary>How often it was saved when it was read, for a store that refuses to save what somebody else has saved since.</summary>
    public int Revision { get; init; }

    /// <summary>A state that can go on by itself from where this one stands.</summary>
    internal WorkflowState Copy() => new()
    {
        InstanceId = InstanceId,
        DefinitionId = DefinitionId,
        Version = Version,
        CorrelationId = CorrelationId,
        StartedFor = StartedFor,
        Status = Status,
        Revision = Revision,
        Input = Input,
        Variables = new Dictionary<string, JsonElement>(Variables, StringComparer.Ordinal),
        Outputs = new Dictionary<string, JsonElement>(Outputs, StringComparer.Ordinal),
        Executions =
        [
            .. Executions.Select(e => new ActivityExecution
            {
                Id = e.Id,
                ActivityId = e.ActivityId,
                ParentId = e.ParentId,
                State = new Dictionary<string, string>(e.State, StringComparer.Ordinal),
                Bookmarks = [.. e.Bookmarks],
                IsFaulted = e.IsFaulted,
                Values = e.Values?.Copy(),
            }),
        ],
        Sequence = Sequence,
    };

    /// <summary>What has no column of its own, for the store; <see cref="Load"/> reads it.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new StoredState
        {
            Input = Input,
            Variables = Variables,
            Outputs = Outputs.Count == 0 ? null : Outputs,
            Executions = Executions,
            Sequence = Sequence,
            StartedFor = StartedFor == CorrelationId ? null : StartedFor ?? "",
        },
        StateJson.Default.StoredState);

    /// <summary>Puts what <see cref="ToJson"/> wrote into this state, which names its instance already.</summary>
    public WorkflowState Load(string json)
    {
        var loaded =
            JsonSerializer.Deserialize(json, StateJson.Default.StoredState)
            ?? throw new JsonException("An instance's state is empty.");
        Input = loaded.Input;
        Variables = loaded.Variables;
        Outputs = loaded.Outputs ?? [];
        Executions = loaded.Executions;
        Sequence = loaded.Sequence;
        StartedFor = loaded.StartedFor switch { null => CorrelationId, "" => null, var id => id };
        return this;
    }
}

/// <summary>Whether an instance waits, or how it ended.</summary>
public enum WorkflowStatus
{
    /// <summary>Something waits.</summary>
    Suspended,

    /// <summary>It came to its end.</summary>
    Finished,

    /// <summary>It was ended from outside.</summary>
    Cancelled,

    /// <summary>Nothing waits, and something faulted that may be retried.</summary>
    Faulted,
}

/// <summary>
/// One activity that has started and not ended, which waits or is a container around one that does; or one that
/// faulted, kept for a retry.
/// </summary>
public sealed class ActivityExecution
{
    /// <summary>Counted from 1 in the instance.</summary>
    [JsonPropertyName("i")]
    public required int Id { get; init; }

    /// <summary>The activity's id in the definition.</summary>
    [JsonPropertyName("a")]
    public required string ActivityId { get; init; }

    /// <summary>The container's execution; 0 = the root has none.</summary>
    [JsonPropertyName("p")]
    public int ParentId { get; init; }

    /// <summary>Whether it faulted and can be retried.</summary>
    [JsonPropertyName("f")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsFaulted { get; set; }

    /// <summary>By key: what the activity keeps while it waits.</summary>
    [JsonPropertyName("s")]
    public Dictionary<string, string> State { get; set; } = [];

    /// <summary>Where it waits.</summary>
    [JsonPropertyName("b")]
    public List<BookmarkRecord> Bookmarks { get; set; } = [];

    /// <summary>What a container keeps for the activities inside it; null = it declares nothing.</summary>
    [JsonPropertyName("v")]
    public ContainerValues? Values { get; set; }
}

/// <summary>A bookmark as stored.</summary>
public sealed record BookmarkRecord(
    [property: JsonPropertyName("i")] Guid Id,
    [property: JsonPropertyName("n")] string Name,
    [property: JsonPropertyName("k")] string Key,
    [property: JsonPropertyName("d")] DateTimeOffset? DueAt);

internal sealed class StoredState
{
    [JsonPropertyName("in")]
    public Dictionary<string, string> Input { get; set; } = [];

    [JsonPropertyName("v")]
    public Dictionary<string, JsonElement> Variables { get; set; } = [];

    [JsonPropertyName("o")]
    public Dictionary<string, JsonElement>? Outputs { get; set; }

    [JsonPropertyName("x")]
    public List<ActivityExecution> Executions { get; set; } = [];

    [JsonPropertyName("n")]
    public int Sequence { get; set; }

    /// <summary>Null = the correlation is the one it was started with; empty = it was started with none.</summary>
    [JsonPropertyName("f")]
    public string? StartedFor { get; set; }
}

[JsonSerializable(typeof(StoredState))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class StateJson : JsonSerializerContext;
