namespace Smartcard.Workflows;

/// <summary>The engine's own activities need none.</summary>
internal sealed class NoServices : IServiceProvider
{
    public static NoServices Instance { get; } = new();

    public object? GetService(Type serviceType) => null;
}
