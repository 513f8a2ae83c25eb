using System.Globalization;
using System.Text.Json;
using Smartcard.Workflows.Expressions;

namespace Smartcard.Workflows.Primitives;

/// <summary>Runs the activity in <c>body</c> again and again. <c>Elsa.Break</c> leaves it.</summary>
/// <remarks>One that never waits is stopped as any other circle is: see <c>MaxExecutions</c> of a step.</remarks>
public abstract class Loop : Container
{
    /// <summary>Whether the body is to run (once more).</summary>
    /// <exception cref="ExpressionException">The loop cannot be run.</exception>
    private protected abstract bool Advance(ActivityContext context);

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
public sealed class While : Loop
{
    [Input(DisplayName = "Condition", UIHint = "checkbox")]
    public bool Condition { get; set; }

    internal override bool TakesInputsAnew => true;

    private protected override bool Advance(ActivityContext context) => Condition;
}

/// <summary>Runs its body for each number from start to end.</summary>
/// <remarks>Counts down where the end is below the start. The numbers are settled at the start: what the body does to them changes nothing.</remarks>
[ActivityType("Elsa.For", DisplayName = "For", Category = "Looping", Ports = ["body"])]
public sealed class For : Loop
{
    private const string Next = "next";
    private const string Left = "left";
    private const string By = "by";

    [Input(DisplayName = "Start")]
    public int Start { get; set; }

    [Input(DisplayName = "End")]
    public int End { get; set; }

    /// <summary>The way from one number to the next, up or down.</summary>
    [Input(DisplayName = "Step", Minimum = 1)]
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
            var span = Math.Abs((long)End - Start);
            var count = OuterBoundInclusive ? (span / Step) + 1 : (span + Step - 1) / Step;
            Set(context, (Next, Start), (Left, count), (By, End >= Start ? Step : -(long)Step));
        }

        var (next, left) = (Get(context, Next), Get(context, Left));
        if (left == 0)
        {
            return false;
        }

        CurrentValue = (int)next;
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
public sealed class ForEach : Loop
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
            throw new ExpressionException($"the list has {items.Count} items, and a loop takes at most {MaxItems}");
        }

        if (items.Count == 0)
        {
            return false;
        }

        CurrentValue = items[0];
        context.SetState(ItemsLeft, JsonSerializer.Serialize(items.Skip(1)));
        return true;
    }
}

/// <summary>Leaves the nearest loop around; what still runs in it is cancelled.</summary>
[ActivityType("Elsa.Break", DisplayName = "Break", Category = "Looping")]
public sealed class Break : Activity
{
    protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) => ValueTask.FromResult<ActivityResult>(new ActivityResult.Broken());
}
