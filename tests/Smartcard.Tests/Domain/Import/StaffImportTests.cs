using Smartcard.Domain;
using Smartcard.Domain.Import;

namespace Smartcard.Tests.Domain.Import;

/// <summary>Who says that an import goes ahead.</summary>
public sealed class StaffImportTests
{
    [Theory]
    [InlineData(ImportManner.AtOnce, 0, false, true, true)]
    [InlineData(ImportManner.AtOnce, 1, false, true, false)]
    [InlineData(ImportManner.AtOnce, 0, true, true, false)]
    [InlineData(ImportManner.AtOnce, 0, true, false, true)]
    [InlineData(ImportManner.DryRun, 0, false, true, false)]
    [InlineData(ImportManner.Asked, 0, false, true, false)]
    public void Only_that_of_a_system_whose_rows_are_right_goes_ahead_and_not_again_by_itself(
        ImportManner manner, int wrong, bool isOvertaken, bool changes, bool goesAhead) =>
        Assert.Equal(goesAhead, Judged(manner, wrong, isOvertaken, changes).GoesAhead);

    [Theory]
    [InlineData(ImportManner.Asked, true)]
    [InlineData(ImportManner.DryRun, false)]
    [InlineData(ImportManner.AtOnce, false)]
    public void A_person_accepts_what_a_person_brought_and_nothing_else(ImportManner manner, bool waits) =>
        Assert.Equal(waits, Judged(manner, wrong: 1, isOvertaken: false, changes: true).WaitsForPerson);

    private static StaffImport Judged(ImportManner manner, int wrong, bool isOvertaken, bool changes) => new()
    {
        Id = ImportId.New(),
        FileName = "",
        By = UserId.New(),
        At = default,
        StateAt = default,
        State = ImportState.Ready,
        Manner = manner,
        RowsWrong = wrong,
        IsOvertaken = isOvertaken,
        PeopleNew = changes ? 1 : 0,
    };
}
