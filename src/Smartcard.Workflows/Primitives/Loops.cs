using System.Globalization;
using System.Text.Json;
using Smartcard.Workflows.Expressions;

namespace Smartcard.Workflows.Primitives;

/// <summary>Runs the activity in <c>body</c> again and again. <c>Elsa.Break</c> leaves it.</summary>
/// <remarks>One that never waits is stopped as any other circle is: see <c>MaxExecutions</c> of a step.</remarks>
internal abstract class Loop : Container
{
    private const string CurrentValueName = "CurrentValue";

    /// <summary>Whether the body is to run (again).</summary>
    /// <exception cref="ExpressionException">The loop cannot be run.</exception>
    private protected abstract bool Advance(ActivityContext context);

    /// <summary>The variable by which the body asks for what it runs for, as in Elsa; null = it runs for nothing in particular.</summary>
    internal static Declarations? DeclaredBy(Type loop, string id) =>
        loop == typeof(For) ? Declared(id, "Int32") : loop == typeof(ForEach) ? Declared(id, "Object") : null;

    /// <summary>Gives the body what it runs for this time. A loop that started before there was this variable goes on without it.</summary>
    private protected static void Show(ActivityContext context, JsonElement current)
    {
        if (context.Execution.Values is { } values)
        {
            values.Variables[CurrentValueName] = current;
        }
    }

    private static Declarations Declared(string id, string type) =>
        new(
            [
                new VariableDefinition(
                    $"{id}:{CurrentValueName}",
                    CurrentValueName,
                    DataType.Find(type, isArray: false)!,
                    JsonSerializer.SerializeToElement<object?>(null)),
            ],
            [],
            [],
            []);

    protected internal sealed override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult(context.Node.Ports.TryGetValue("body", out var body) && Advance(context) ? Schedule(body) : Done());

    internal sealed override ContainerResult OnChildCompleted(ContainerContext flow)
    {
        if (!Advance(flow.Context))
        {
            return new ContainerResult.Completed();
        }

        flow.Scheduled.Add(flow.Child);
        return new ContainerResult.Running();
    }
}

/// <summary>Runs its body as long as the condition holds, which is asked before each time.</summary>
[ActivityType("Elsa.While", DisplayName = "While", Category = "Looping", Ports = ["body"])]
internal sealed class While : Loop
{
    [Input(DisplayName = "Condition", UIHint = "checkbox")]
    public bool Condition { get; set; }

    internal override bool TakesInputsAnew => true;

    private protected override bool Advance(ActivityContext context) => Condition;
}

/// <summary>Runs its body for each number from start to end.</summary>
/// <remarks>
/// As in Elsa it counts down by a step below zero, and by no other. The numbers are settled at the start: what the body
/// does to them changes nothing.
/// </remarks>
[ActivityType("Elsa.For", DisplayName = "For", Category = "Looping", Ports = ["body"])]
internal sealed class For : Loop
{
    private const string Next = "next";
    private const string Left = "left";
    private const string By = "by";

    [Input(DisplayName = "Start")]
    public int Start { get; set; }

    [Input(DisplayName = "End")]
    public int End { get; set; }

    /// <summary>From one number to the next: below zero to count down, and never zero. Default 1.</summary>
    [Input(DisplayName = "Step", Description = "Below zero to count down.")]
    public int Step { get; set; } = 1;

    /// <summary>Whether the end itself is one of the numbers. Default true.</summary>
    [Input(DisplayName = "Outer bound inclusive", UIHint = "checkbox")]
    public bool OuterBoundInclusive { get; set; } = true;

    [Output(DisplayName = "Current value")]
    public int CurrentValue { get; private set; }

    private protected override bool Advance(ActivityContext context)
    {
        if (context.GetState(Left) is null)
        {
            if (Step == 0)
            {
                throw new ExpressionException("the step is 0, so it would never end");
            }

            var span = ((long)End - Start) * Math.Sign(Step);
            var step = Math.Abs((long)Step);
            var count = span < 0 ? 0 : OuterBoundInclusive ? (span / step) + 1 : (span + step - 1) / step;
            Set(context, (Next, Start), (Left, count), (By, Step));
        }

        var (next, left) = (Get(context, Next), Get(context, Left));
        if (left == 0)
        {
            return false;
        }

        CurrentValue = (int)next;
        Show(context, JsonSerializer.SerializeToElement(CurrentValue));
        Set(context, (Next, next + Get(context, By)), (Left, left - 1));
        return true;
    }

    private static long Get(ActivityContext context, string key) => long.Parse(context.GetState(key)!, CultureInfo.InvariantCulture);

    private static void Set(ActivityContext context, params ReadOnlySpan<(string Key, long Value)> numbers)
    {
        foreach (var (key, value) in numbers)
        {
            context.SetState(key, value.ToString(CultureInfo.InvariantCulture));
        }
    }
}

/// <summary>Runs its body for each item of a list.</summary>
/// <remarks>The list is settled at the start: what the body does to it changes nothing.</remarks>
[ActivityType("Elsa.ForEach", DisplayName = "For each", Category = "Looping", Ports = ["body"])]
internal sealed class ForEach : Loop
{
    private const int MaxItems = 1_000;
    private const string ItemsLeft = "items";

    /// <summary>At most 1,000 items, since they are kept with the instance until the loop is done.</summary>
    [Input(DisplayName = "Items")]
    public IReadOnlyList<JsonElement>? Items { get; set; }

    [Output(DisplayName = "Current value")]
    public JsonElement CurrentValue { get; private set; }

    private protected override bool Advance(ActivityContext context)
    {
        var items = context.GetState(ItemsLeft) is { } kept ? JsonSerializer.Deserialize<List<JsonElement>>(kept)! : Items ?? [];
        if (items.Count > MaxItems)
        {
            throw new ExpressionException($"the list has {items.Count} items, and a loop can have up to {MaxItems}");
        }

        if (items.Count == 0)
        {
            return false;
        }

        CurrentValue = items[0];
        Show(context, CurrentValue);
        context.SetState(ItemsLeft, JsonSerializer.Serialize(items.Skip(1)));
        return true;
    }
}

/// <summary>Leaves the nearest loop around; what still runs in it is cancelled.</summary>
[ActivityType("Elsa.Break", DisplayName = "Break", Category = "Looping")]
internal sealed class Break : Activity
{
    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
        ValueTask.FromResult<ActivityResult>(new ActivityResult.Broken());
}
