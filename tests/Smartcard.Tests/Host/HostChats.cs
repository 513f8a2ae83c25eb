using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.Storage;

namespace Smartcard.Tests.Host;

/// <summary>People who chat with a host, and reader helpers that work for them.</summary>
internal static class HostChats
{
    /// <summary>A browser in a chat of its own.</summary>
    public static async Task<Chat> ChatAsync(this HostBench host, string language = "en", string? organisation = null)
    {
        var client = host.Client();
        using var response = await client.PostAsJsonAsync("/chat/session", new { language, organisation });
        response.EnsureSuccessStatusCode();
        var session = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        client.DefaultRequestHeaders.Add("Cookie", response.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        client.DefaultRequestHeaders.Authorization = new("Bearer", (string)session["token"]!);
        return new Chat(client, (string)session["conversationId"]!, (string)session["token"]!);
    }

    /// <summary>A helper that is paired with a new chat, and the task that waits for it.</summary>
    public static async Task<(HttpClient Helper, Guid Task, Chat Chat)> PairedHelperAsync(this HostBench host)
    {
        var chat = await host.ChatAsync();
        await chat.PressAsync("choices", "register");
        await chat.PressAsync(await chat.NonceAsync(), "continue");
        var token = RandomNumberGenerator.GetHexString(64);
        var helper = host.Client();
        using var paired = await helper.PostAsJsonAsync(
            "/helper/sessions",
            new
            {
                pairingCode = await chat.BigTextAsync(),
                token,
                helperVersion = "1",
            });
        paired.EnsureSuccessStatusCode();
        helper.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var task = (await helper.GetFromJsonAsync<JsonObject>("/helper/tasks/next?wait=1"))!;
        return (helper, (Guid)task["id"]!, chat);
    }

    /// <summary>The newest journey has a reset that was released; or, when it is over, one that ended well.</summary>
    public static async Task CardIsChangingAsync(this HostBench host, bool isOver)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        if (isOver)
        {
            (await database.Set<CardTaskItem>().SingleAsync()).End(CardTaskEnd.CardRemoved, host.Time.GetUtcNow());
        }
        else
        {
            var journey = await database.Set<Journey>().OrderByDescending(j => j.Id).FirstAsync();
            var session = new PairedSession
            {
                Id = HelperSessionId.New(),
                JourneyId = journey.Id,
                TokenHash = new string('0', 64),
                CreatedAt = host.Time.GetUtcNow(),
                LastSeenAt = host.Time.GetUtcNow(),
            };
            var task = new CardTaskItem
            {
                Id = CardTaskId.New(),
                JourneyId = journey.Id,
                HelperSessionId = session.Id,
                Kind = CardWork.Reset,
                CreatedAt = host.Time.GetUtcNow(),
                ExpiresAt = host.Time.GetUtcNow().AddMinutes(10),
            };
            task.Release(new byte[16]);
            database.AddRange(session, task);
        }

        await database.SaveChangesAsync();
    }
}
