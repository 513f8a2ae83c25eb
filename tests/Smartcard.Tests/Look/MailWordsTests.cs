using Smartcard.Domain.Mail;
using Smartcard.Look;

namespace Smartcard.Tests.Look;

/// <summary>Mails in words for people at the desk.</summary>
public sealed class MailWordsTests
{
    [Fact]
    public void Each_kind_of_mail_has_words_of_its_own()
    {
        var words = Enum.GetValues<MailKind>().Select(MailWords.Of).ToArray();

        Assert.All(words, w => Assert.NotEmpty(w));
        Assert.Distinct(words);
    }
}
