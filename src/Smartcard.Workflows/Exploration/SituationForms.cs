using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Smartcard.Workflows.Exploration;

/// <summary>
/// Gives situations that go on in the same ways the same form: ids, counters and the order in which things started are
/// left out.
/// </summary>
/// <remarks>
/// Three executions in the same container, alike with all that they hold, stand for three <em>or more</em>: a timer
/// that each round of a loop starts anew would else make a new situation of each round. See docs/decisions/0023.
/// </remarks>
internal sealed class SituationForms(WorkflowDefinition definition)
{
    /// <summary>
    /// This many of a kind stand for any larger number. One more than a single edit can draw, so that two of a kind are
    /// played as two.
    /// </summary>
    private const int Many = 3;

    private readonly Dictionary<string, int> _nodes = definition
        .Activities.Index()
        .ToDictionary(n => n.Item.Id, n => n.Index, StringComparer.Ordinal);
    private readonly Dictionary<(char Kind, string Name, string Value), int> _values = [];

    /// <summary>Takes out what is too many of a kind, and says what the rest comes to.</summary>
    public string Reduce(WorkflowState state, IReadOnlyList<(ActivityNode Node, int ParentId)> scheduled)
    {
        var key = new StringBuilder().Append((int)state.Status);
        AppendValues(key, '|', state.Variables);
        foreach (var (node, _) in scheduled)
        {
            key.Append('>').Append(_nodes[node.Id]);
        }

        var surplus = new HashSet<int>();
        var forms = FormsOf(state, scheduled, surplus);
        if (surplus.Count > 0)
        {
            Remove(state, surplus);
        }

        foreach (var execution in state.Executions)
        {
            if (execution.ParentId == 0)
            {
                key.Append('/').Append(forms[execution.Id]);
            }
        }

        foreach (var (index, (_, parentId)) in scheduled.Index())
        {
            if (parentId == 0)
            {
                key.Append('@').Append(index);
            }
        }

        return key.ToString();
    }

    /// <summary>
    /// The executions that wait, one of each kind, and, where it or what holds it is one of many alike, another of
    /// those.
    /// </summary>
    public IEnumerable<(ActivityExecution Waiting, IReadOnlyList<int> Twins)> KindsOfWaiting(WorkflowState state)
    {
        var forms = FormsOf(state, [], []);
        var first = new Dictionary<(int ParentId, string Form), int>();
        var twins = new Dictionary<int, int>();
        foreach (var alike in state.Executions.GroupBy(e => (e.ParentId, forms[e.Id]), e => e.Id))
        {
            first.Add(alike.Key, alike.First());
            if (alike.Count() == Many)
            {
                twins.Add(alike.First(), alike.Last());
            }
        }

        var byId = state.Executions.ToDictionary(e => e.Id);
        foreach (var waiting in state.Executions.Where(e => e.Bookmarks.Count > 0))
        {
            var around = new List<int>();
            var isFirst = true;
            for (var at = waiting; at is not null && isFirst; at = byId.GetValueOrDefault(at.ParentId))
            {
                isFirst = first[(at.ParentId, forms[at.Id])] == at.Id;
                if (twins.TryGetValue(at.Id, out var twin))
                {
                    around.Add(twin);
                }
            }

            if (isFirst)
            {
                yield return (waiting, around);
            }
        }
    }

    /// <summary>The same state with one more like this execution, and of all that it holds.</summary>
    public static WorkflowState WithOneMore(WorkflowState state, int twin)
    {
        var next = state.Copy();
        var copies = new Dictionary<int, int>();
        foreach (var (execution, copied) in state.Executions.Zip(state.Copy().Executions))
        {
            if (execution.Id == twin || copies.ContainsKey(execution.ParentId))
            {
                copies[execution.Id] = ++next.Sequence;
                next.Executions.Add(new ActivityExecution
                {
                    Id = next.Sequence,
                    ActivityId = copied.ActivityId,
                    ParentId = execution.Id == twin ? execution.ParentId : copies[execution.ParentId],
                    State = copied.State,
                    Bookmarks = [.. copied.Bookmarks.Select(b => b with { Id = Guid.CreateVersion7() })],
                    IsFaulted = copied.IsFaulted,
                    Values = copied.Values,
                });
            }
        }

        return next;
    }

    /// <summary>
    /// By the execution's id. What started last comes first here, so that what a container holds is known before the
    /// container.
    /// </summary>
    private Dictionary<int, string> FormsOf(
        WorkflowState state,
        IReadOnlyList<(ActivityNode Node, int ParentId)> scheduled,
        HashSet<int> surplus)
    {
        var forms = new Dictionary<int, string>(state.Executions.Count);
        var held = new Dictionary<int, List<(string Form, int Id)>>();
        var places = scheduled.Index().ToLookup(s => s.Item.ParentId, s => s.Index);
        for (var i = state.Executions.Count - 1; i >= 0; i--)
        {
            var execution = state.Executions[i];
            var form = new StringBuilder()
                .Append(_nodes[execution.ActivityId])
                .Append(
                    execution.IsFaulted ? 'f'
                    : execution.Bookmarks.Count > 0 ? 'w'
                    : 'r');
            foreach (
                var (name, value) in execution.State.Count > 1
                    ? execution.State.OrderBy(s => s.Key, StringComparer.Ordinal)
                    : execution.State.AsEnumerable())
            {
                form.Append(';').Append(NumberOf(';', name, value));
            }

            if (execution.Values is { } kept)
            {
                AppendValues(form, 'i', kept.Input);
                AppendValues(form, 'v', kept.Variables);
                AppendValues(form, 'o', kept.Outputs);
            }

            foreach (var place in places[execution.Id])
            {
                form.Append('@').Append(place);
            }

            if (held.TryGetValue(execution.Id, out var inside))
            {
                AppendHeld(form, inside, surplus);
            }

            forms[execution.Id] = form.ToString();
            if (execution.ParentId != 0)
            {
                if (!held.TryGetValue(execution.ParentId, out var siblings))
                {
                    held[execution.ParentId] = siblings = [];
                }

                siblings.Add((forms[execution.Id], execution.Id));
            }
        }

        return forms;
    }

    private static void AppendHeld(StringBuilder form, List<(string Form, int Id)> held, HashSet<int> surplus)
    {
        held.Sort((a, b) => string.CompareOrdinal(a.Form, b.Form) is not 0 and var order ? order : a.Id.CompareTo(b.Id));
        form.Append('(');
        var alike = 0;
        foreach (var (index, (inside, id)) in held.Index())
        {
            alike = index > 0 && inside == held[index - 1].Form ? alike + 1 : 1;
            if (alike > Many)
            {
                surplus.Add(id);
            }
            else
            {
                form.Append(inside).Append(',');
            }
        }

        form.Append(')');
    }

    private static void Remove(WorkflowState state, HashSet<int> surplus)
    {
        foreach (var execution in state.Executions)
        {
            if (surplus.Contains(execution.ParentId))
            {
                surplus.Add(execution.Id);
            }
        }

        state.Executions.RemoveAll(e => surplus.Contains(e.Id));
    }

    private void AppendValues(StringBuilder form, char kind, Dictionary<string, JsonElement> values)
    {
        foreach (var (name, value) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            form.Append(kind).Append(NumberOf(kind, name, value.ValueKind == JsonValueKind.Undefined ? "" : value.GetRawText()));
        }
    }

    private string NumberOf(char kind, string name, string value)
    {
        if (!_values.TryGetValue((kind, name, value), out var number))
        {
            _values[(kind, name, value)] = number = _values.Count;
        }

        return number.ToString(CultureInfo.InvariantCulture);
    }
}
