using System.Globalization;
using System.Text.Json;
using Fluid;
using Fluid.Values;

namespace Smartcard.Expressions;

/// <summary>
/// Liquid within limits of steps, size and processor time, and without a way to the host: no files, no other templates,
/// no .NET members.
/// </summary>
/// <remarks>
/// As in Elsa: <c>{{ Variables.X }}</c>, <c>{{ Input.X }}</c>, <c>{{ CorrelationId }}</c>, <c>{{ WorkflowInstanceId
/// }}</c>, <c>{{ WorkflowDefinitionId }}</c>, <c>{{ WorkflowDefinitionVersion }}</c>; <see cref="Accessors"/> says what
/// is not given. <c>now</c> is the moment of the turn, in UTC.
/// </remarks>
internal static class Liquid
{
    internal const int MaxSteps = 10_000;
    private const int MaxLength = 10_000;

    /// <summary>Liquid's own filters, without those that make any amount of text or ask the host.</summary>
    private static readonly string[] Allowed =
    [
        "abs",
        "append",
        "at_least",
        "at_most",
        "capitalize",
        "ceil",
        "compact",
        "date",
        "default",
        "divided_by",
        "downcase",
        "escape",
        "escape_once",
        "first",
        "floor",
        "join",
        "json",
        "last",
        "lstrip",
        "map",
        "minus",
        "modulo",
        "newline_to_br",
        "plus",
        "prepend",
        "remove",
        "remove_first",
        "remove_last",
        "replace",
        "replace_first",
        "replace_last",
        "reverse",
        "round",
        "rstrip",
        "size",
        "slice",
        "sort",
        "split",
        "strip",
        "strip_html",
        "strip_newlines",
        "times",
        "truncate",
        "truncatewords",
        "uniq",
        "upcase",
        "url_decode",
        "url_encode",
        "where",
    ];

    private static readonly LiquidParser Parser = new();

    /// <exception cref="EvaluationException">The text is not a template.</exception>
    public static void Check(string template) => Parse(template);

    /// <exception cref="EvaluationException">The template names what is not there; nothing of it is rendered.</exception>
    public static void CheckNames(EvaluationRequest request)
    {
        var names = new LiquidNames();
        names.VisitTemplate(Parse(request.Text));
        if (names.Undeclared.FirstOrDefault() is { } unknown)
        {
            throw new EvaluationException(Accessors.WordsFor(unknown, isLiquid: true));
        }

        if (names.Variables.FirstOrDefault(name => !request.Variables.ContainsKey(name)) is { } missing)
        {
            throw new EvaluationException($"there is no variable '{missing}'");
        }
    }

    /// <exception cref="EvaluationException">The template fails, or goes too far.</exception>
    public static string Render(EvaluationRequest request)
    {
        var parsed = Parse(request.Text);
        var liquid = new TemplateContext(OptionsAt(request.Now));
        liquid.AmbientValues[nameof(ProcessorBudget)] = new ProcessorBudget(request.Longest);
        liquid.SetValue("Variables", Values(request.Variables, liquid.Options));
        liquid.SetValue("Input", Values(request.Input, liquid.Options));
        liquid.SetValue("CorrelationId", request.CorrelationId);
        liquid.SetValue("WorkflowInstanceId", request.WorkflowInstanceId);
        liquid.SetValue("WorkflowDefinitionId", request.WorkflowDefinitionId);
        liquid.SetValue("WorkflowDefinitionVersion", request.WorkflowDefinitionVersion);
        try
        {
            using var writer = new LimitedWriter(MaxLength);
            parsed.RenderAsync(writer, NullEncoder.Default, liquid).AsTask().GetAwaiter().GetResult();
            return writer.ToString();
        }
        catch (Exception failure) when (TemplateFailures.Words(failure) is { } words)
        {
            throw new EvaluationException(words);
        }
    }

    private static IFluidTemplate Parse(string template) =>
        template.Length > MaxLength ? throw new EvaluationException($"it is longer than {MaxLength} characters")
        : Parser.TryParse(template, out var parsed, out var error) ? LiquidParser.Bounded(parsed)
        : throw new EvaluationException(
            string.IsNullOrWhiteSpace(error) ? "it is not a template: check its braces" : $"it cannot be read: {FirstLineOf(error)}");

    private static string FirstLineOf(string error) => error.Trim().Split('\n')[0].TrimEnd();

    private static TemplateOptions OptionsAt(DateTimeOffset now)
    {
        var options = new TemplateOptions
        {
            MaxSteps = MaxSteps,
            StrictFilters = true,
            CultureInfo = CultureInfo.InvariantCulture,
            TimeZone = TimeZoneInfo.Utc,
            Now = () => now,
            Assigned = (_, value, context) => ValueTask.FromResult(Bounded(value, context)),
            Captured = (_, value, context) => ValueTask.FromResult(Bounded(value, context)),
        };
        foreach (var (name, filter) in options.Filters.ToArray())
        {
            options.Filters.Remove(name);
            if (Allowed.Contains(name, StringComparer.Ordinal))
            {
                options.Filters.AddFilter(name, async (input, arguments, context) =>
                {
                    CheckGrowth(name, input, arguments, context);
                    return Bounded(await filter(input, arguments, context), context);
                });
            }
        }

        return options;
    }

    /// <summary>These make a long text of two shorter ones at one stroke.</summary>
    private static void CheckGrowth(string filter, FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        long most = filter switch
        {
            "replace" => (long)(input.ToStringValue().Length + 1) * arguments.At(1).ToStringValue().Length,
            "join" => (long)input.Enumerate(context).Count() * arguments.At(0).ToStringValue().Length,
            "date" when arguments.At(0).ToStringValue().Any(char.IsAsciiDigit) => long.MaxValue,
            _ => 0,
        };
        if (most > MaxLength * 10L)
        {
            throw new EvaluationException($"the filter '{filter}' could make more than {MaxLength} characters");
        }
    }

    /// <summary>Checked where a template may spend time: no single one of these takes long.</summary>
    internal static void CheckTime(TemplateContext context)
    {
        if ((ProcessorBudget)context.AmbientValues[nameof(ProcessorBudget)] is { IsSpent: true } spent)
        {
            throw new EvaluationException(spent.Words);
        }
    }

    private static FluidValue Bounded(FluidValue value, TemplateContext context)
    {
        CheckTime(context);
        var size = value switch
        {
            StringValue text => text.ToStringValue().Length,
            ArrayValue list => list.Values.Count,
            _ => 0,
        };
        return size <= MaxLength ? value : throw new EvaluationException($"it makes more than {MaxLength} characters");
    }

    private static FluidValue Values(Dictionary<string, JsonElement?> values, TemplateOptions options) =>
        FluidValue.Create(values.ToDictionary(v => v.Key, v => ToLiquid(v.Value ?? default), StringComparer.Ordinal), options);

    private static object? ToLiquid(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(m => m.Name, m => ToLiquid(m.Value), StringComparer.Ordinal),
        JsonValueKind.Array => json.EnumerateArray().Select(ToLiquid).ToList(),
        JsonValueKind.Number => json.TryGetDecimal(out var number) ? number : json.GetDouble(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private sealed class LimitedWriter(int maxLength) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void Write(char value)
        {
            Check(1);
            base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            Check(count);
            base.Write(buffer, index, count);
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            Check(buffer.Length);
            base.Write(buffer);
        }

        public override void Write(string? value)
        {
            Check(value?.Length ?? 0);
            base.Write(value);
        }

        private void Check(int more)
        {
            if (GetStringBuilder().Length + more > maxLength)
            {
                throw new EvaluationException($"it makes more than {maxLength} characters");
            }
        }
    }
}
