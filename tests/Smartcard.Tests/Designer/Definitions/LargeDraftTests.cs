using System.Net;
using System.Text.Json.Nodes;
using Smartcard.Domain.Users;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Policy;

namespace Smartcard.Tests.Designer.Definitions;

/// <summary>What is too large to be kept changes nothing, and what is too long to be said is not published.</summary>
public sealed class LargeDraftTests
{
    [Fact]
    public async Task A_draft_that_is_too_large_is_refused_in_words_and_the_old_one_is_kept()
    {
        await using var host = await HostBench.StartAsync();
        using var browser = await host.SignInAsync(BackOfficeRoles.RaAdmin);
        var designer = new StudioUser(browser);
        var kept = await designer.DraftAsync("unlock", "A heading of before");

        var model = await designer.WholeAsync("unlock");
        var large = Drawing.Of("unlock").Set("welcome", "heading", Drawing.Literal(new string('x', 1_200_000)));
        model["root"] = large.Json["root"]!.DeepClone();
        await designer.PostAsync("/workflow-definitions", StudioUser.Save(model, publish: true));

        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        var refusal = Assert.Single(designer.Refusals);
        Assert.Contains("can have up to 1,000,000", refusal, StringComparison.Ordinal);
        Assert.Contains("which is 'Heading' of '", refusal, StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(kept["root"], (await designer.WholeAsync("unlock"))["root"]));
    }

    [Fact]
    public async Task A_text_that_is_too_long_stays_in_the_draft_and_is_not_published()
    {
        await using var host = await HostBench.StartAsync();
        using var browser = await host.SignInAsync(BackOfficeRoles.RaAdmin);
        var designer = new StudioUser(browser);
        var before = await designer.PublishedAsync("unlock");
        await designer.DraftAsync("unlock", new string('x', 50_000));

        await designer.PublishAsync("unlock");

        Assert.Contains(
            "'Heading': a text has 50,000 characters, and can have up to 10,000",
            Assert.Single(designer.Refusals),
            StringComparison.Ordinal);
        Assert.Equal(before, await designer.PublishedAsync("unlock"));
    }
}
