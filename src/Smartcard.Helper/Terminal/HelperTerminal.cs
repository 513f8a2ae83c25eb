using System.Globalization;
using System.Security.Cryptography;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;
using Spectre.Console;

namespace Smartcard.Helper.Terminal;

/// <summary>The helper's screen in a terminal, for machines without a browser and for those who like it better.</summary>
/// <remarks>A passcode is read key by key into memory that is wiped; Escape cancels.</remarks>
internal sealed class HelperTerminal(IAnsiConsole console, HelperWords words) : IHelperScreen
{
    private HelperView? _shown;

    public CancellationToken CancelPressed => CancellationToken.None;

    public void Show(HelperView view)
    {
        if (_shown?.Scene == view.Scene && _shown.Place == view.Place && view.Problem is null)
        {
            return;
        }

        _shown = view;
        console.MarkupLineInterpolated($"[bold]{words[view.HeadingKey]}[/]");
        console.WriteLine(words.Fill(view.TextKey, view));
        if (view.Place is not null)
        {
            console.WriteLine(words.Fill("place", view));
        }

        if (view.Problem is not null)
        {
            console.MarkupLineInterpolated($"[red]{words.Fill(view.Problem, view)}[/]");
        }
    }

    public void HostIsSilent(bool silent)
    {
        if (silent)
        {
            console.MarkupLineInterpolated($"[yellow]{words["hostSilent"]}[/]");
        }
    }

    public void NewerVersion(string? version)
    {
        if (version is not null)
        {
            console.MarkupLineInterpolated($"[yellow]{words.Fill("newer", new HelperView(Scene.Connecting) { Version = version })}[/]");
        }
    }

    public async Task<string> AskCodeAsync(HelperView view, CancellationToken cancellationToken)
    {
        Show(view);
        return await new TextPrompt<string>(words["code.label"]).ShowAsync(console, cancellationToken);
    }

    public async Task<CardPlace?> ChooseCardAsync(IReadOnlyList<CardPlace> choices, CancellationToken cancellationToken)
    {
        var view = new HelperView(Scene.ChooseCard) { Choices = choices };
        Show(view);
        for (var i = 0; i < choices.Count; i++)
        {
            console.WriteLine($"{i + 1}. {words.Fill("place", view with { Place = choices[i] })}");
        }

        var numbers = Enumerable.Range(1, choices.Count).Select(n => n.ToString(CultureInfo.InvariantCulture));
        var prompt = new TextPrompt<string>(words["choose.label"]).AddChoices(numbers).InvalidChoiceMessage(words["choose.invalid"]);
        return choices[int.Parse(await prompt.ShowAsync(console, cancellationToken), CultureInfo.InvariantCulture) - 1];
    }

    public async Task<Passcode?> AskPasscodeAsync(
        CardPlace place, int attemptsLeft, string? problem, CancellationToken cancellationToken)
    {
        Show(new HelperView(Scene.Passcode) { Place = place, AttemptsLeft = attemptsLeft, Problem = problem });
        return await ReadAsync("passcode.label", cancellationToken);
    }

    public async Task<NewPasscode?> AskNewPasscodeAsync(
        CardPlace place, PasscodeRule rule, string? problem, CancellationToken cancellationToken)
    {
        var view = new HelperView(Scene.NewPasscode) { Place = place, Rule = rule, Problem = problem };
        Show(view);
        console.WriteLine(words.Fill(rule.DigitsOnly ? "new.ruleDigits" : "new.rule", view));
        if (await ReadAsync("new.first", cancellationToken) is not { } first)
        {
            return null;
        }

        if (await ReadAsync("new.second", cancellationToken) is { } second)
        {
            return new NewPasscode(first, second);
        }

        first.Dispose();
        return null;
    }

    private async Task<Passcode?> ReadAsync(string label, CancellationToken cancellationToken)
    {
        console.Write($"{words[label]}: ");
        var typed = GC.AllocateArray<byte>(Passcode.MaxBytes, pinned: true);
        var length = 0;
        try
        {
            while (true)
            {
                var key = await console.Input.ReadKeyAsync(intercept: true, cancellationToken);
                switch (key)
                {
                    case null or { Key: ConsoleKey.Escape }:
                        console.WriteLine();
                        return null;
                    case { Key: ConsoleKey.Enter }:
                        console.WriteLine();
                        return Passcode.Copy(typed.AsSpan(0, length));
                    case { Key: ConsoleKey.Backspace } when length > 0:
                        length--;
                        console.Write("\b \b");
                        break;
                    case { KeyChar: not '\0' and not '\b' } when length < typed.Length:
                        // What is not ASCII is kept as a byte that every rule refuses.
                        typed[length++] = key.Value.KeyChar <= 0x7E ? (byte)key.Value.KeyChar : (byte)0xFF;
                        console.Write("*");
                        break;
                }
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(typed);
        }
    }
}
