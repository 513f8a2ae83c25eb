using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Import;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Import;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Import;

namespace Smartcard.Tests.BackOffice.Import;

/// <summary>An RA administrator before the page of imports, and somebody who makes files.</summary>
internal sealed class ImportBench : IAsyncDisposable
{
    public const string Path = "/backoffice/import";

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    private ImportBench(HostBench host, BackOfficeBrowser browser, ImportFiles files) => (Host, Browser, Files) = (host, browser, files);

    public HostBench Host { get; }

    public BackOfficeBrowser Browser { get; }

    public ImportFiles Files { get; }

    /// <param name="replace">Services of the host; null = none.</param>
    public static async Task<ImportBench> StartAsync(Action<IServiceCollection>? replace = null)
    {
        var host = await HostBench.StartAsync(replace);
        return new ImportBench(host, await host.SignInAsync(BackOfficeRoles.RaAdmin), ImportFiles.For(host));
    }

    public async ValueTask DisposeAsync()
    {
        Files.Dispose();
        Browser.Dispose();
        await Host.DisposeAsync();
    }

    public string Words => string.Join(' ', Browser.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public async Task UploadAsync(byte[] file)
    {
        await Browser.OpenAsync(Path);
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(BackOfficeBrowser.FormTokenOf(Browser.Html)), "__RequestVerificationToken" },
            { content, "file", "staff.csv" },
        };
        await Browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri("http://localhost" + Path)) { Content = form });
    }

    public async Task PreviewAsync(byte[] file)
    {
        await UploadAsync(file);
        Assert.StartsWith(Path + "/", Browser.Path, StringComparison.Ordinal);
        await ReachAsync(Browser.Path, ImportState.Ready);
    }

    public async Task ImportAsync()
    {
        var page = Browser.Path;
        await Browser.SubmitAsync(page + "/import");
        await ReachAsync(page, ImportState.Done);
    }

    /// <summary>The service of the host may be at it; where it is not, this is.</summary>
    public async Task ReachAsync(string page, ImportState state, bool visits = true)
    {
        var id = new Smartcard.Domain.ImportId(Guid.Parse(page.Split('/')[^1]));
        StaffImport? last = null;
        for (var tries = 0; tries < 300; tries++)
        {
            await using (var scope = Host.Services.CreateAsyncScope())
            {
                await scope.ServiceProvider.GetRequiredService<ImportRuns>().RunAsync(_ct);
            }

            last = (await RowsAsync<StaffImport>(i => i.Id == id)).Single();
            if (last.State == state)
            {
                if (visits)
                {
                    await Browser.OpenAsync(page);
                }

                return;
            }

            await Task.Delay(50, _ct);
        }

        Assert.Fail($"The import is {last?.State}, and not {state}.");
    }

    public Task<List<TRow>> RowsAsync<TRow>(System.Linq.Expressions.Expression<Func<TRow, bool>> which)
        where TRow : class => InAsync(database => database.Set<TRow>().AsNoTracking().Where(which).ToListAsync(_ct));

    public async Task<bool> HasKeyAsync(string card)
    {
        await using var scope = Host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<VaultOutsideTurns>().HasAsync(card, _ct);
    }

    public async Task<TResult> InAsync<TResult>(Func<SmartcardDbContext, Task<TResult>> act)
    {
        await using var scope = Host.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<SmartcardDbContext>());
    }
}
