using System.Text.Json;
using Microsoft.Playwright;

namespace Smartcard.SystemTests.Journeys;

/// <summary>What a journey asks of a person, counted in the pages themselves: presses, typing, and words to read.</summary>
/// <remarks>
/// A text counts once, in all windows together, and only if the person could read it: it stood there when they did something, when
/// they went to another window, or at the end. What stands for a moment in between would count on a slow machine alone. Their own
/// words, times of messages and the page around the chat do not count.
/// </remarks>
internal sealed class EffortOf
{
    private const string Script = """
        (() => {
            const effort = { clicks: 0, typed: 0, keys: 0, fields: new Set(), texts: new Set() };
            const notRead = '.sent-at, .left, .webchat__stacked-layout--from-user, option, header, noscript';
            function standing() {
                const transcript = document.querySelector('#chat .webchat__basic-transcript__scrollable');
                const root = document.querySelector('#chat') ? transcript : document.body;
                const found = [];
                if (!root) { return found; }
                for (const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT); walk.nextNode();) {
                    const [text, at] = [walk.currentNode.textContent.trim().replace(/\s+/g, ' '), walk.currentNode.parentElement];
                    const box = at.getBoundingClientRect();
                    if (/[\p{L}\p{N}]/u.test(text) && !at.closest(notRead) && at.checkVisibility() && box.width > 2 && box.height > 2) {
                        found.push(text);
                    }
                }
                return found;
            }
            const look = () => standing().forEach(text => effort.texts.add(text));
            addEventListener('click', event => { if (event.isTrusted && event.detail > 0) { effort.clicks++; } }, true);
            addEventListener('pointerdown', event => { if (event.isTrusted) { look(); } }, true);
            addEventListener('keydown', event => {
                if (!event.isTrusted || ['Control', 'Shift', 'Alt'].includes(event.key)) { return; }
                look();
                if (event.key.length === 1 && !event.ctrlKey) { effort.typed++; } else { effort.keys++; }
            }, true);
            addEventListener('input', event => {
                if (event.isTrusted && event.target.type !== 'checkbox') { effort.fields.add(event.target); }
            }, true);
            addEventListener('paste', () => setTimeout(() => effort.fields.add('pasted')), true);
            window.effort = () => {
                look();
                const { clicks, typed, keys, fields, texts } = effort;
                return JSON.stringify({ clicks, typed, keys, fields: fields.size, texts: [...texts] });
            };
        })();
        """;

    private readonly List<IPage> _pages = [];
    private readonly HashSet<string> _texts = [];
    private IPage? _at;

    public int Clicks { get; private set; }

    public int Fields { get; private set; }

    public int Typed { get; private set; }

    /// <summary>Keys besides typing, those included that go from window to window.</summary>
    public int Keys { get; private set; }

    public int Changes { get; private set; }

    public int Words => _texts.Sum(text => text.Split(' ').Count(word => word.Any(char.IsLetterOrDigit)));

    public IReadOnlyCollection<string> Texts => _texts;

    /// <summary>Before its pages are opened.</summary>
    public static Task CountInAsync(IBrowserContext windows) => windows.AddInitScriptAsync(Script);

    /// <summary>The person looks at this window from here on.</summary>
    /// <param name="isOurs">Its presses and words count. Those of a mail program do not.</param>
    public async Task LooksAtAsync(IPage page, bool isOurs = true)
    {
        if (isOurs && !_pages.Contains(page))
        {
            _pages.Add(page);
        }

        if (_at is not null && _at != page)
        {
            Changes++;
            await _at.EvaluateAsync("window.effort()"); // what stood there when they left
        }

        _at = page;
        await page.BringToFrontAsync();
    }

    public async Task SumAsync()
    {
        foreach (var page in _pages)
        {
            var found = JsonDocument.Parse(await page.EvaluateAsync<string>("window.effort()")).RootElement;
            Clicks += found.GetProperty("clicks").GetInt32();
            Fields += found.GetProperty("fields").GetInt32();
            Typed += found.GetProperty("typed").GetInt32();
            Keys += found.GetProperty("keys").GetInt32();
            _texts.UnionWith(found.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!));
        }

        Keys += Changes;
    }
}
