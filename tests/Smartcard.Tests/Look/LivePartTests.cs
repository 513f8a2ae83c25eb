using System.Text.RegularExpressions;

namespace Smartcard.Tests.Look;

/// <summary>
/// In a part of a page that keeps itself current, what differs is put in place. A form without an id of its own could become
/// another one there while somebody is about to press its button.
/// </summary>
public sealed partial class LivePartTests
{
    [Fact]
    public void Each_form_in_a_part_that_keeps_itself_current_has_an_id()
    {
        var forms = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*Now.razor", SearchOption.AllDirectories)
            .SelectMany(file => Form().Matches(File.ReadAllText(file)).Select(form => $"{Path.GetFileName(file)}: {form.Value}"))
            .ToArray();

        Assert.True(forms.Length > 3, $"Only {forms.Length} forms were found in the source.");
        Assert.DoesNotContain(forms, form => !form.Contains(" Id=\"", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"<Post(Form|Button)\s[^\n]*")]
    private static partial Regex Form();
}
