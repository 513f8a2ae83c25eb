using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Systems;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Import;
using Smartcard.SelfService.Systems;
using Smartcard.Storage;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Import;

namespace Smartcard.Tests.PublicEndpoints.StaffApi;

/// <summary>A host, and other systems with tokens of their own.</summary>
internal sealed class ApiBench : IAsyncDisposable
{
    private readonly List<HttpClient> _clients = [];

    private ApiBench(HostBench host, ImportFiles files, UserId administrator) =>
        (Host, Files, Administrator) = (host, files, administrator);

    public HostBench Host { get; }

    public ImportFiles Files { get; }

    public UserId Administrator { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="replace">Changes to the host's services.</param>
    public static async Task<ApiBench> StartAsync(Action<IServiceCollection>? replace = null)
    {
        var host = await HostBench.StartAsync(replace);
        var user = await host.UserAsync("ra", BackOfficeRoles.RaAdmin);
        return new ApiBench(host, ImportFiles.For(host), new UserId(user.Id));
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        Files.Dispose();
        await Host.DisposeAsync();
    }

    /// <summary>A system that shows a token with these scopes.</summary>
    public async Task<HttpClient> SystemAsync(ApiScopes scopes, string name = "HR system") => Client(await TokenAsync(scopes, name));

    public async Task<string> TokenAsync(ApiScopes scopes, string name = "HR system", int days = 90)
    {
        await using var scope = Host.Services.CreateAsyncScope();
        var made = await scope.ServiceProvider.GetRequiredService<ApiTokens>().MakeAsync(name, scopes, days, Administrator, Ct);
        return Assert.IsType<ApiTokenMade.Done>(made).Text;
    }

    public HttpClient Client(string? token)
    {
        var client = Host.Client();
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        _clients.Add(client);
        return client;
    }

    public static async Task<JsonObject> PutAsync(HttpClient system, string path, object body, HttpStatusCode expected)
    {
        using var answer = await system.PutAsJsonAsync(path, body, Ct);
        return await ReadAsync(answer, expected);
    }

    public static async Task<JsonObject> PostAsync(HttpClient system, string path, object body, HttpStatusCode expected)
    {
        using var answer = await system.PostAsJsonAsync(path, body, Ct);
        return await ReadAsync(answer, expected);
    }

    public static async Task<JsonObject> GetAsync(HttpClient system, string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await system.GetAsync(path, Ct);
        return await ReadAsync(answer, expected);
    }

    /// <summary>The service of the host may be at it; where it is not, this is.</summary>
    /// <returns>The report of an import that is over.</returns>
    public async Task<JsonObject> OverAsync(HttpClient system, JsonObject taken)
    {
        JsonObject? report = null;
        for (var tries = 0; tries < 300; tries++)
        {
            await using (var scope = Host.Services.CreateAsyncScope())
            {
                await scope.ServiceProvider.GetRequiredService<ImportRuns>().RunAsync(Ct);
            }

            report = await GetAsync(system, $"/api/v1/imports/{taken["id"]}");
            if ((string?)report["status"] is not ("checking" or "importing"))
            {
                return report;
            }

            await Task.Delay(50, Ct);
        }

        Assert.Fail($"The import is still {report?["status"]}.");
        return report!;
    }

    public Task<List<TRow>> RowsAsync<TRow>(System.Linq.Expressions.Expression<Func<TRow, bool>> which)
        where TRow : class => InAsync(database => database.Set<TRow>().AsNoTracking().Where(which).ToListAsync(Ct));

    public async Task<TResult> InAsync<TResult>(Func<SmartcardDbContext, Task<TResult>> act)
    {
        await using var scope = Host.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<SmartcardDbContext>());
    }

    /// <summary>What a system says of a card, as its row in a file has it.</summary>
    public JsonObject CardOf(string number, string card, string? reason = null)
    {
        var cells = Files.Row(number, "-", card).Split(',');
        return new JsonObject
        {
            ["staffNumber"] = number,
            ["publicKey"] = cells[6],
            ["wrappingKey"] = cells[7],
            ["wrappedKey"] = cells[8],
            ["holderChanged"] = reason,
        };
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode}: {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }
}
