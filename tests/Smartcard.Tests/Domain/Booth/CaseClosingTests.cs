using Smartcard.Domain.Booth;

namespace Smartcard.Tests.Domain.Booth;

/// <summary>When the cases of a card may be closed without a reset.</summary>
public sealed class CaseClosingTests
{
    [Theory]
    [InlineData(false, false, false, false, false, null)]
    [InlineData(true, false, false, false, false, CaseRefusal.IsClosed)]
    [InlineData(true, true, true, false, false, CaseRefusal.OtherOrganisation)]
    [InlineData(false, false, true, false, false, CaseRefusal.OwnCard)]
    [InlineData(false, false, false, true, false, CaseRefusal.IsBeingHelped)]
    [InlineData(false, false, false, true, true, CaseRefusal.CardIsChanging)]
    public void An_open_case_is_closed_unless_something_stands_against_it(
        bool isClosed,
        bool isOfOtherOrganisation,
        bool isOwnCard,
        bool isBeingHelped,
        bool isCardChanging,
        CaseRefusal? refusal) =>
        Assert.Equal(
            refusal, CaseClosing.RefusalOf(isClosed, isOfOtherOrganisation, isOwnCard, isBeingHelped, isCardChanging));
}
