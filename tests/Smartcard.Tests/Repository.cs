namespace Smartcard.Tests;

/// <summary>Finds files of the repository from wherever the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Smartcard.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Smartcard.sln above {AppContext.BaseDirectory}.");
    }
}
