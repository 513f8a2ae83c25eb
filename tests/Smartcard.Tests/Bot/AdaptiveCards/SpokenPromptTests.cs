using Microsoft.Extensions.Options;
using Smartcard.Bot;
using Smartcard.Bot.AdaptiveCards;
using Smartcard.Domain.Prompts;

namespace Smartcard.Tests.Bot.AdaptiveCards;

/// <summary>What a screen reader says of a form is all of it, and a form has a name.</summary>
public sealed class SpokenPromptTests
{
    private static readonly MessageCatalogue Messages = new(Options.Create(new ChatOptions()));

    private readonly Prompt _prompt = new("n", Words.Of("Type **this code**.\n\nIn the helper", "Teipiwch **y cod hwn**."))
    {
        Heading = ChatWords.HelperHeading,
        BigText = "AB3D-2345",
        Problems = [ChatWords.CodeMalformed],
        Buttons = [new PromptButton("newCode", ChatWords.HelperNewCode)],
    };

    [Theory]
    [InlineData(
        "en",
        "Connect the reader helper. Type this code.\nIn the helper. A, B, 3, D, 2, 3, 4, 5. "
        + "A code has 6 digits, for example 123456. That did not count as a try.")]
    [InlineData(
        "cy",
        "Cysylltu’r cynorthwyydd darllenydd. Teipiwch y cod hwn. A, B, 3, D, 2, 3, 4, 5. "
        + "6 digid yw cod, er enghraifft 123456. Ni chyfrifodd hynny fel cynnig.")]
    public void All_of_it_is_read_and_a_code_one_character_after_the_other(string language, string spoken) =>
        Assert.Equal(spoken, new SpokenPrompt(Messages).Of(_prompt, language));

    [Fact]
    public void A_form_is_named_by_its_heading_or_else_by_what_it_asks()
    {
        var card = new PromptCard(Messages);

        Assert.Equal("Connect the reader helper", (string?)card.Draw(_prompt, "en")["speak"]);
        Assert.Equal("What next?", (string?)card.Draw(new Prompt("n", Words.Of("What next?", "Beth nesaf?")), "en")["speak"]);
    }
}
