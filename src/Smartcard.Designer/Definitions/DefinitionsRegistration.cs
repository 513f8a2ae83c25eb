namespace Smartcard.Designer.Definitions;

internal static class DefinitionsRegistration
{
    /// <summary>Definitions and their edits, without the pages.</summary>
    public static IServiceCollection AddDefinitions(this IServiceCollection services)
    {
        services.AddOptions<PublishingOptions>().BindConfiguration(PublishingOptions.Section).ValidateOnStart();
        services.AddScoped<DefinitionSeed>();
        services.AddScoped<DefinitionVersions>();
        services.AddScoped<DefinitionDrafts>();
        services.AddScoped<DefinitionRemovals>();
        services.AddScoped<DefinitionFiles>();
        services.AddScoped<DefinitionProofs>();
        services.AddScoped<DefinitionPublishing>();
        services.AddScoped<PublishingRequests>();
        services.AddScoped<DefinitionEdits>();
        return services;
    }
}
