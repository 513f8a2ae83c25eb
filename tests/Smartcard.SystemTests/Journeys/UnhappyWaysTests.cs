using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Pages;

namespace Smartcard.SystemTests.Journeys;

/// <summary>What goes wrong for people, in a real browser, with cards in virtual readers.</summary>
public sealed class UnhappyWaysTests(Browser browser) : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly VirtualReaders _readers = new();
    private SmartcardHost _host = null!;
    private Nurse _nurse = null!;
    private SoftwareGidsCard _card = null!;

    public async ValueTask InitializeAsync()
    {
        if (Browser.Program is not null)
        {
            _host = await SmartcardHost.StartAsync(_readers);
            _nurse = await Nurse.AtAsync(_host, browser, _ct);
            _card = _host.Card("amal");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _nurse.TellIfFailedAsync();
            await _host.DisposeAsync();
        }

        _readers.Dispose();
    }

    [Fact]
    public async Task The_third_wrong_answer_sends_to_the_booth_and_no_other_browser_helps()
    {
        await RegisteredAndLockedAsync();
        await _nurse.BeginToUnlockAsync();
        await _nurse.AnswerAsync(_ => "something else");
        await _nurse.Chat.SeesAsync("You have 2 tries left.");
        var fields = await _nurse.Chat.Page.Locator("#chat .ac-textInput:visible").AllAsync();
        Assert.NotEmpty(fields);
        foreach (var field in fields)
        {
            Assert.Equal("", await field.InputValueAsync()); // the same again would cost a try
        }

        await _nurse.AnswerAsync(_ => "something else");
        await _nurse.Chat.SeesAsync("You have 1 try left");
        await _nurse.Chat.Page.PictureOnPhoneAsync("unhappy-360");
        await _nurse.AnswerAsync(_ => "something else");
        await _nurse.Chat.SeesAsync("they will reset it with you in person");
        await _nurse.Chat.Page.SeesAsync(_nurse.Chat.Page.Locator("#chat .ending.failed", new() { HasText = "Give them this reference" }));
        await _nurse.Chat.Page.SeesAsync(_nurse.Chat.Page.Locator("#steps .stopped", new() { HasText = "Questions" }));
        await AccessibilityTests.LooksRightAsync(_nurse.Chat.Page, "unhappy-ended");

        var elsewhere = await Nurse.AtAsync(_host, browser, _ct);
        await elsewhere.BeginToUnlockAsync();
        await elsewhere.Chat.SeesAsync("they will reset it with you in person");
        await elsewhere.Chat.SeesAsync("main entrance");
        Assert.Equal(0, _card.State.AttemptsLeft);
    }

    [Fact]
    public async Task An_expired_code_says_so_by_itself_and_a_new_one_works()
    {
        await RegisteredAndLockedAsync();
        await _nurse.BeginToUnlockAsync();
        await _nurse.AnswerAsync();
        var old = await _nurse.CodeAsync();
        await _nurse.Chat.SeesAsync("The 6 digits from the email");

        _host.Time.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));
        await _nurse.Chat.SeesAsync("That code has expired");
        await _nurse.Chat.Page.PictureAsync("unhappy-expired");
        await _nurse.Chat.PressAsync("Send a new code");
        var fresh = await _nurse.CodeAsync();
        await _nurse.EnterCodeAsync(fresh);
        await _nurse.Helper.NewPasscodeAsync("4826", "4826");
        await _nurse.Chat.SeesAsync("Your card is unlocked.");

        Assert.NotEqual(old, fresh);
    }

    [Fact]
    public async Task Another_persons_card_is_refused_and_left_as_it_was()
    {
        await RegisteredAndLockedAsync();
        await _nurse.BeginToUnlockAsync();
        await _nurse.AnswerAsync();
        var other = _host.Card("bethan");
        _readers.Insert(other);
        await _nurse.EnterCodeAsync(await _nurse.CodeAsync());
        await _nurse.Helper.SeesAsync("That is a different card");
        await _nurse.Helper.Page.PictureAsync("unhappy-other-card");
        await _nurse.Chat.SeesAsync("That is a different card.");

        _readers.Insert(_card);
        await _nurse.Helper.NewPasscodeAsync("4826", "4826");
        await _nurse.Chat.SeesAsync("Your card is unlocked.");
        Assert.Equal("2468"u8.ToArray(), other.State.Passcode);
        Assert.Equal(3, other.State.AttemptsLeft);
    }

    [Fact]
    public async Task A_card_pulled_out_during_the_reset_is_asked_when_it_is_back()
    {
        await RegisteredAndLockedAsync();
        await _nurse.BeginToUnlockAsync();
        await _nurse.AnswerAsync();
        await _nurse.EnterCodeAsync(await _nurse.CodeAsync());
        _card.Faults = new FaultPlan().OnIns(0x2C, Fault.RemovedAfterActing);
        await _nurse.Helper.NewPasscodeAsync("4826", "4826");
        await _nurse.Helper.SeesAsync("Put the same card back in");

        _readers.Insert(_card);
        await _nurse.Chat.SeesAsync("Your card is unlocked.");
        Assert.Equal("4826"u8.ToArray(), _card.State.Passcode);
        Assert.Equal(3, _card.State.AttemptsLeft);
    }

    [Fact]
    public async Task Passcodes_that_differ_or_break_the_rule_are_said_before_the_card_is_touched()
    {
        await RegisteredAndLockedAsync();
        await _nurse.BeginToUnlockAsync();
        await _nurse.AnswerAsync();
        await _nurse.EnterCodeAsync(await _nurse.CodeAsync());
        await _nurse.Helper.NewPasscodeAsync("4826", "5679");
        await _nurse.Helper.SeesAsync("The two passcodes are not the same.");
        await _nurse.Helper.Page.PictureAsync("helper-2-differ");
        await _nurse.Helper.NewPasscodeAsync("567", "567");
        await _nurse.Helper.SeesAsync("at least 4 characters");
        await _nurse.Helper.NewPasscodeAsync("pässword", "pässword");
        await _nurse.Helper.SeesAsync("Use only letters without accents");
        await _nurse.Helper.NewPasscodeAsync("123456789", "123456789");
        await _nurse.Helper.SeesAsync("at most 8 characters");
        Assert.Equal(0, _card.State.AttemptsLeft);

        await _nurse.Helper.NewPasscodeAsync("4826", "4826");
        await _nurse.Chat.SeesAsync("Your card is unlocked.");
    }

    [Fact]
    public async Task A_page_that_is_reloaded_carries_on_where_it_was()
    {
        await RegisteredAndLockedAsync();
        await _nurse.BeginToUnlockAsync();
        await _nurse.Chat.SeesAsync("Answer your security questions");
        await _nurse.Chat.Page.ReloadAsync();
        await _nurse.AnswerAsync();
        var code = await _nurse.CodeAsync();
        await _nurse.Chat.SeesAsync("The 6 digits from the email");
        await _nurse.Chat.Page.ReloadAsync();
        await _nurse.EnterCodeAsync(code);
        await _nurse.Helper.Page.ReloadAsync();
        await _nurse.Helper.NewPasscodeAsync("4826", "4826");
        await _nurse.Chat.SeesAsync("Your card is unlocked.");
    }

    [Fact]
    public async Task Typed_words_cancel_and_start_again()
    {
        Browser.SkipWhereMissing();
        await _nurse.Chat.SeesAsync("How can we help?");
        await _nurse.Chat.TypeAsync("my card is locked");
        await _nurse.Chat.SeesAsync("Only unlock your own card.");
        await _nurse.Chat.TypeAsync("cancel");
        await _nurse.Chat.SeesAsync("We will not do anything else with your card.");
        await _nurse.Chat.TypeAsync("start again");
        await _nurse.Chat.PressAsync("Start");
        await _nurse.ConnectAsync();
        _readers.Insert(_card);
        await _nurse.Chat.SeesAsync("This card is not registered for self-service");
    }

    [Fact]
    public async Task A_wrong_passcode_at_registration_tells_the_tries_left_and_spends_one_only()
    {
        Browser.SkipWhereMissing();
        _readers.Insert(_card);
        await _nurse.Chat.PressAsync("Register my card");
        await _nurse.Chat.PressAsync("Continue");
        await _nurse.ConnectAsync();
        await _nurse.Helper.PasscodeAsync("12");
        await _nurse.Helper.SeesAsync("That did not count as a try.");
        Assert.Equal(3, _card.State.AttemptsLeft);
        await _nurse.Helper.PasscodeAsync("9999");
        await _nurse.Helper.SeesAsync("That passcode is wrong.");
        await _nurse.Helper.SeesAsync("2 tries left.");
        Assert.Equal(2, _card.State.AttemptsLeft);
        await _nurse.Helper.PasscodeAsync(Nurse.Passcode);
        await _nurse.ChooseQuestionsAsync();
        await _nurse.Chat.FillAsync("Email address", "amal@evilnhs.uk");
        await _nurse.Chat.PressAsync("Use this address");
        await _nurse.Chat.SeesAsync("That email provider is not approved.");
        await _nurse.Chat.FillAsync("Email address", Nurse.Email);
        await _nurse.Chat.PressAsync("Use this address");
        await _nurse.EnterCodeAsync(await _nurse.CodeAsync());
        await _nurse.Chat.SeesAsync("Your card is registered.");
    }

    [Fact]
    public async Task Words_that_could_not_be_sent_stay_hidden_are_kept_and_in_the_end_can_be_tried_again()
    {
        Browser.SkipWhereMissing();
        var page = await browser.PageAsync(_host);
        await page.Clock.InstallAsync();
        await page.GotoAsync(_host.Address);
        var chat = new ChatPage(page);
        await chat.SeesAsync("How can we help?");
        await page.RouteAsync("**/activities", route => route.AbortAsync());
        await chat.TypeAsync("help");
        await chat.SeesAsync("••••••");
        await chat.SeesAsync("Sending");
        await page.Clock.RunForAsync("01:00");
        await page.SeesAsync(page.GetByText("We have kept your last message"));
        Assert.False(await page.GetByText("Try again").IsVisibleAsync());
        await page.Clock.FastForwardAsync("05:00");
        await chat.SeesAsync("Try again");
        await page.UnrouteAsync("**/activities");
        await page.GetByText("Try again").Last.ClickAsync();
        await chat.SeesAsync("You can press a button");
    }

    private async Task RegisteredAndLockedAsync()
    {
        Browser.SkipWhereMissing();
        _readers.Insert(_card);
        await _nurse.RegisterAsync();
        _readers.Remove();
        await Nurse.LockAsync(_card);
        _readers.Insert(_card);
    }
}
