namespace Smartcard.Tests.Workflows.RandomFlows;

/// <summary>
/// What a drawn workflow means, written a second time and without a store, a definition, a state or a journal of
/// executions: the engine is held to it.
/// </summary>
internal sealed class ReferenceEngine(DrawnNode root, bool continues)
{
    private readonly List<Live> _live = [];
    private readonly List<(DrawnNode Node, Live? Parent)> _queue = [];
    private readonly Dictionary<string, int> _counts = [];

    public string Status { get; private set; } = "Suspended";

    /// <summary>What happened, as <c>activity event</c>, in order.</summary>
    public List<string> Log { get; } = [];

    /// <summary>The activities that wait, in the order in which they began to run.</summary>
    public IReadOnlyList<DrawnNode> Waiting => [.. _live.Where(l => l.Waits).Select(l => l.Node)];

    public IReadOnlyList<string> Faulted => [.. _live.Where(l => l.IsFaulted).Select(l => l.Node.Id).Distinct()];

    public void Start()
    {
        _queue.Add((root, null));
        Run();
    }

    public void Resume(int waiting, string outcome)
    {
        var live = _live.Where(l => l.Waits).ElementAt(waiting);
        Log.Add($"{live.Node.Id} Resumed");
        Complete(live, outcome);
        Run();
    }

    public void Retry(string id)
    {
        Status = "Suspended";
        foreach (var faulted in _live.Where(l => l.IsFaulted && l.Node.Id == id).ToArray())
        {
            _live.Remove(faulted);
            _queue.Add((faulted.Node, faulted.Parent));
        }

        Run();
    }

    public void Cancel()
    {
        Status = "Cancelled";
        Drop(_ => true);
    }

    private void Run()
    {
        while (_queue.Count > 0)
        {
            var (node, parent) = _queue[0];
            _queue.RemoveAt(0);
            var live = new Live(node, parent);
            _live.Add(live);
            Log.Add($"{node.Id} Started");
            Execute(live);
        }

        if (Status == "Suspended" && !_live.Exists(l => l.Waits))
        {
            Status = "Faulted";
        }
    }

    private void Execute(Live live)
    {
        var node = live.Node;
        switch (node.Kind)
        {
            case "ask" or "delay":
                live.Waits = true;
                Log.Add($"{node.Id} Suspended");
                break;
            case "fail":
                Fault(live);
                break;
            case "finish":
                End(live);
                Status = "Finished";
                Drop(_ => true);
                break;
            case "end" or "break":
                var around = live.Parent!;
                while (node.Kind == "break" && around.Node.Kind != "for")
                {
                    around = around.Parent!;
                }

                End(live);
                Drop(l => l.IsIn(around));
                _queue.RemoveAll(q => q.Parent == around);
                Complete(around, "Done");
                break;
            case "seq" or "flow" or "used" when node.Children.Count > 0:
                _queue.Add((node.Children[0], live));
                break;
            case "par" when node.Children.Count > 0:
                _queue.AddRange(node.Children.Select(c => (c, (Live?)live)));
                break;
            case "for" when node.Number > 0:
                live.Left = node.Number - 1;
                _queue.Add((node.Children[0], live));
                break;
            case "count":
                _counts[node.Id] = _counts.GetValueOrDefault(node.Id) + 1;
                Complete(live, _counts[node.Id] <= node.Number ? "Again" : "Done");
                break;
            case "decide":
                Complete(live, node.Number > 0 ? "True" : "False");
                break;
            case "fork":
                Complete(live, [.. Enumerable.Range(0, node.Number + 2).Select(i => $"B{i}")]);
                break;
            default:
                Complete(live, "Done");
                break;
        }
    }

    private void Complete(Live live, params string[] outcomes)
    {
        End(live);
        if (live.Parent is not { } parent)
        {
            Status = "Finished";
            return;
        }

        DrawnNode? next = null;
        switch (parent.Node.Kind)
        {
            case "seq":
                next = parent.Node.Children.SkipWhile(c => c != live.Node).Skip(1).FirstOrDefault();
                break;
            case "for" when parent.Left-- > 0:
                next = live.Node;
                break;
            case "flow":
                Follow(parent, live.Node.Id, outcomes);
                break;
            default:
                break;
        }

        if (next is not null)
        {
            _queue.Add((next, parent));
        }
        else if (!Busy(parent).Any())
        {
            Complete(parent, "Done");
        }
    }

    private void Follow(Live flow, string source, string[] outcomes)
    {
        var targets = flow.Node.Connections
            .Where(c => c.Source == source && outcomes.Contains(c.Port))
            .Select(c => (Connection: c, Node: flow.Node.Children.First(n => n.Id == c.Target)))
            .ToList();
        _queue.AddRange(targets.Where(t => t.Node.Kind != "join").Select(t => (t.Node, (Live?)flow)));
        foreach (var (connection, join) in targets.Where(t => t.Node.Kind == "join"))
        {
            var before = Before(flow.Node, join.Id);
            var arrived = flow.ArrivedAt(join.Id);
            switch (join.Number)
            {
                case 0:
                    Drop(l => l.IsIn(flow) && before.Contains(l.ChildOf(flow)));
                    _queue.RemoveAll(q => q.Parent == flow && before.Contains(q.Node.Id));
                    before.ForEach(id => flow.ArrivedAt(id).Clear());
                    _queue.Add((join, flow));
                    break;
                case 1:
                    arrived.Add(connection);
                    if (flow.Node.Connections.Where(c => c.Target == join.Id).All(arrived.Contains))
                    {
                        arrived.Clear();
                        _queue.Add((join, flow));
                    }

                    break;
                default:
                    arrived.Add(connection);
                    break;
            }
        }

        // Of the joins that hold something, those go on that nobody who runs, and no other of them, comes before.
        var holding = flow.Node.Children.Where(n => n is { Kind: "join", Number: 2 } && flow.ArrivedAt(n.Id).Count > 0).ToList();
        foreach (var join in holding)
        {
            var before = Before(flow.Node, join.Id);
            if (!Busy(flow).Any(before.Contains)
                && holding.TrueForAll(h =>
                    h == join || !before.Contains(h.Id) || Before(flow.Node, h.Id).Contains(join.Id)))
            {
                flow.ArrivedAt(join.Id).Clear();
                _queue.Add((join, flow));
            }
        }
    }

    private void Fault(Live live)
    {
        Log.Add($"{live.Node.Id} Faulted");
        live.IsFaulted = true;
        if (!continues)
        {
            Status = "Faulted";
            _queue.Clear();
            Drop(l => l != live && !live.IsIn(l));
        }
    }

    private void End(Live live)
    {
        Log.Add($"{live.Node.Id} Completed");
        _live.Remove(live);
    }

    private void Drop(Func<Live, bool> isGone)
    {
        foreach (var live in _live.Where(isGone).ToArray())
        {
            _live.Remove(live);
            _queue.RemoveAll(q => q.Parent == live);
            if (!live.IsFaulted)
            {
                Log.Add($"{live.Node.Id} Canceled");
            }
        }

        if (Status != "Suspended")
        {
            _queue.Clear();
        }
    }

    /// <summary>The children that run, wait, are about to run, or have faulted.</summary>
    private IEnumerable<string> Busy(Live parent) =>
        _live.Where(l => l.Parent == parent).Select(l => l.Node.Id).Concat(_queue.Where(q => q.Parent == parent).Select(q => q.Node.Id));

    /// <summary>The join, and every activity from which a way leads to it that does not pass it.</summary>
    private static List<string> Before(DrawnNode flow, string join)
    {
        return [.. flow.Children.Select(c => c.Id).Where(id => id == join || Leads(id, []))];

        bool Leads(string from, HashSet<string> seen) =>
            from == join || (seen.Add(from) && flow.Connections.Any(c => c.Source == from && (c.Target == join || Leads(c.Target, seen))));
    }

    private sealed class Live(DrawnNode node, Live? parent)
    {
        private readonly Dictionary<string, HashSet<DrawnConnection>> _arrived = [];

        public DrawnNode Node { get; } = node;

        public Live? Parent { get; } = parent;

        public bool Waits { get; set; }

        public bool IsFaulted { get; set; }

        public int Left { get; set; }

        public HashSet<DrawnConnection> ArrivedAt(string join) => _arrived.TryGetValue(join, out var known) ? known : _arrived[join] = [];

        public bool IsIn(Live around) => Parent is { } p && (p == around || p.IsIn(around));

        /// <summary>The id of what stands directly in the flow and holds this.</summary>
        public string ChildOf(Live flow) => Parent == flow ? Node.Id : Parent!.ChildOf(flow);
    }
}
