using System.Text.Json;
using System.Text.RegularExpressions;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace Smartcard.Expressions;

/// <summary>What is said of a script that failed: what it did, and nothing of the library that ran it.</summary>
internal static class ScriptFailures
{
    private const string NoReason = "it stops with 'throw' and gives no reason: throw an Error with a sentence, or fix what it checks";

    /// <returns>Null if it is not a failure of the script.</returns>
    public static string? Words(Exception failure, ProcessorBudget budget) => failure switch
    {
        JavaScriptException thrown => Thrown(thrown.Error),
        RegexMatchTimeoutException or TimeoutException => budget.Words,
        RecursionDepthOverflowException => $"its functions call each other more than {JavaScript.MaxRecursion} levels deep",
        StatementsCountOverflowException =>
            FormattableString.Invariant($"it runs more than {JavaScript.MaxStatements:N0} statements: check for a loop that never ends"),
        MemoryLimitExceededException => $"it needs more than {JavaScript.MaxMemoryBytes / 1_000_000} MB of memory",
        JsonException => "its value cannot be kept: use a text, a number, true or false, or a list or an object of these",
        JintException or NotSupportedException or ArgumentException => "it does something that scripts of workflows cannot do",
        _ => null,
    };

    private static string Thrown(JsValue thrown)
    {
        if (thrown.IsString())
        {
            return Said("", thrown.AsString());
        }

        if (thrown is not ObjectInstance value)
        {
            return thrown.IsNull() || thrown.IsUndefined() ? NoReason : Said("", $"it throws {thrown}");
        }

        var said = TextOf(value, "message") ?? "";
        return Accessors.NotDefined().Match(said) is { Success: true } unknown ? Accessors.WordsFor(unknown.Groups[1].Value)
            : Said(TextOf(value, "name") is { Length: > 0 } name and not "Error" ? $"{name}: " : "", said);
    }

    private static string Said(string kind, string said) =>
        said.Trim() is "" or "null" or "undefined" or "[object Object]" ? NoReason : kind + said.Trim();

    /// <summary>Only what the object holds itself or inherits as a plain value: a getter would run script again.</summary>
    private static string? TextOf(ObjectInstance value, string member)
    {
        for (var (holder, depth) = (value, 0); holder is not null && depth < 8; (holder, depth) = (holder.Prototype, depth + 1))
        {
            var property = holder.GetOwnProperty(member);
            if (property != Jint.Runtime.Descriptors.PropertyDescriptor.Undefined)
            {
                return property.IsDataDescriptor() && property.Value is { } held && held.IsString() ? held.AsString() : null;
            }
        }

        return null;
    }
}
