using Smartcard.Bot.Turns;

namespace Smartcard.Tests.Bot.Turns;

/// <summary>What people type is understood, in both languages.</summary>
public sealed class MessagesTests
{
    [Theory]
    [InlineData("my card is locked", Intent.Unlock)]
    [InlineData("UNLOCK!", Intent.Unlock)]
    [InlineData("I've forgotten my passcode, help", Intent.Unlock)]
    [InlineData("mae fy ngherdyn wedi'i gloi ar glo", Intent.Unlock)]
    [InlineData("Register my card please", Intent.Register)]
    [InlineData("cofrestru", Intent.Register)]
    [InlineData("help", Intent.Help)]
    [InlineData("cymorth", Intent.Help)]
    [InlineData("cancel", Intent.Cancel)]
    [InlineData("start again", Intent.StartAgain)]
    [InlineData("dechrau eto", Intent.StartAgain)]
    [InlineData("Cymraeg", Intent.Welsh)]
    [InlineData("english please", Intent.English)]
    [InlineData("This was not me", Intent.NotMe)]
    [InlineData("someone else unlocked my card", Intent.NotMe)]
    [InlineData("nid fi oedd hyn", Intent.NotMe)]
    [InlineData("hello", Intent.Greeting)]
    [InlineData("482913", Intent.Code)]
    [InlineData("482 913", Intent.Code)]
    [InlineData("482913 ", Intent.Code)]
    [InlineData(" 482-913", Intent.Code)]
    [InlineData("482\u00a0913", Intent.Code)]
    [InlineData("482\u200b913", Intent.Code)]
    [InlineData("My code is 482913", Intent.Code)]
    [InlineData("the code: 482-913.", Intent.Code)]
    [InlineData("4829134", Intent.Unknown)]
    [InlineData("12 May 1984", Intent.Unknown)]
    [InlineData("help, 482913 does not work", Intent.Help)]
    [InlineData("please do not stop", Intent.Unknown)]
    [InlineData("I didn't cancel", Intent.Unknown)]
    [InlineData("don't start again", Intent.Unknown)]
    [InlineData("did somebody cancel?", Intent.Unknown)]
    [InlineData("I want to cancel this, please", Intent.Cancel)]
    [InlineData("please stop", Intent.Cancel)]
    [InlineData("let's start again", Intent.StartAgain)]
    [InlineData("canslo os gwelwch yn dda", Intent.Cancel)]
    [InlineData("peidiwch â stopio", Intent.Unknown)]
    [InlineData("I forgot my PIN", Intent.Unlock)]
    [InlineData("Rwyf wedi anghofio fy PIN", Intent.Unlock)]
    [InlineData("48291", Intent.Unknown)]
    [InlineData("Zebedee Blue", Intent.Unknown)]
    [InlineData("lockedness", Intent.Unknown)]
    [InlineData("", Intent.Unknown)]
    public void Typed_words_mean_what_people_mean_by_them(string typed, Intent intent) => Assert.Equal(intent, Intents.Of(typed));

    [Fact]
    public void A_long_text_is_not_searched_for_meaning() => Assert.Equal(Intent.Unknown, Intents.Of(new string('x', 200) + " unlock"));
}
