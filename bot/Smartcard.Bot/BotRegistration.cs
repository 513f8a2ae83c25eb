using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Smartcard.Bot.Cards;
using Smartcard.Bot.Channels.DirectLine;
using Smartcard.Bot.Conversations;
using Smartcard.Bot.Page;
using Smartcard.Bot.Turns;
using Smartcard.Workflows;

namespace Smartcard.Bot;

public static class BotRegistration
{
    internal const string SessionLimit = "chat-sessions";

    /// <summary>Adds the chat. The caller adds the <see cref="ChatKey"/>.</summary>
    public static IServiceCollection AddBot(this IServiceCollection services)
    {
        services.AddOptions<ChatOptions>().BindConfiguration(ChatOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<MessageCatalogue>();
        services.AddSingleton<PromptCard>();
        services.AddSingleton<ActivitySeal>();
        services.AddSingleton<ConversationSignals>();
        services.AddSingleton<DirectLineTokens>();
        services.AddSingleton<StreamSockets>();
        services.AddSingleton<PostLimiter>();
        services.AddScoped<ConversationLog>();
        services.AddScoped<ChatCommands>();
        services.AddScoped<ChatTurn>();
        services.AddScoped<ITurnObserver, ConversationObserver>();
        services.Configure<RateLimiterOptions>(limits => limits.AddPolicy(SessionLimit, http => RateLimitPartition.GetFixedWindowLimiter(
            http.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = http.RequestServices.GetRequiredService<IOptions<ChatOptions>>().Value.SessionsPerMinute,
                Window = TimeSpan.FromMinutes(1),
            })));
        return services;
    }

    public static void MapBot(this IEndpointRouteBuilder routes)
    {
        ChatPage.Map(routes, WebChatScript.Find());
        ChatSessions.Map(routes);
        DirectLineEndpoints.Map(routes);
    }
}
