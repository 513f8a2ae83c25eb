using System.Globalization;
using System.Text;
using Smartcard.Workflows;

namespace Smartcard.Tests.Server.Steps;

/// <summary>Files of the folder <c>steps</c>, as hosts leave them.</summary>
internal static class StepFiles
{
    /// <summary>A host ended with these in hand, and none has started since.</summary>
    public static void Leave(string dataFolder, params IEnumerable<StepId> inHand)
    {
        byte[] content = [.. "Smartcard steps1"u8, .. new byte[16], .. inHand.SelectMany(step => step.Value.ToByteArray())];
        File.WriteAllBytes(Path.Combine(FolderIn(dataFolder), $"{Guid.CreateVersion7():N}.running"), content);
    }

    /// <summary>Two hosts ended with it in hand.</summary>
    public static void Count(string dataFolder, StepId step)
    {
        var lines = string.Concat(Enumerable.Repeat(TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture) + "\n", 2));
        File.WriteAllText(Path.Combine(FolderIn(dataFolder), $"{step}.ended"), lines, Encoding.ASCII);
    }

    private static string FolderIn(string dataFolder) => Directory.CreateDirectory(Path.Combine(dataFolder, "steps")).FullName;
}
