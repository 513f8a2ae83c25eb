using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Smartcard.Bot.AdaptiveCards;
using Smartcard.Bot.Channels.DirectLine;
using Smartcard.Bot.Conversations;
using Smartcard.Bot.Page;
using Smartcard.Bot.Turns;
using Smartcard.Domain.Journeys;
using Smartcard.Storage.Conversations;

namespace Smartcard.Bot;

public static class BotRegistration
{
    /// <summary>Adds the chat. The caller adds the <see cref="ChatKey"/>.</summary>
    public static IServiceCollection AddBot(this IServiceCollection services)
    {
        services.AddOptions<ChatOptions>().BindConfiguration(ChatOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<MessageCatalogue>();
        services.AddSingleton<PromptCard>();
        services.AddSingleton<SpokenPrompt>();
        services.TryAddSingleton<ActivitySeal>();
        services.AddSingleton<ConversationSignals>();
        services.AddSingleton<DirectLineTokens>();
        services.AddSingleton<StreamSockets>();
        services.AddSingleton<PostLimiter>();
        services.AddSingleton<SessionLimiter>();
        services.AddScoped<ConversationLog>();
        services.AddScoped<ChatEndings>();
        services.AddScoped<ChatCommands>();
        services.AddScoped<LostJourneys>();
        services.AddScoped<ChatTurn>();
        services.AddScoped<IJourneyChannel, ChatChannel>();
        return services;
    }

    public static void MapBot(this IEndpointRouteBuilder routes)
    {
        ChatPage.Map(routes);
        ChatSessions.Map(routes);
        DirectLineEndpoints.Map(routes);
    }
}
