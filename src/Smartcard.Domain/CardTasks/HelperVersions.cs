using System.Text.RegularExpressions;

namespace Smartcard.Domain.CardTasks;

/// <summary>Which versions of the reader helper an installation takes.</summary>
/// <param name="Oldest">Null = any, and helpers that do not say which they are.</param>
/// <param name="Newest">The one that people should have; null = nobody has said.</param>
public sealed partial record HelperVersions(Version? Oldest, Version? Newest)
{
    /// <summary>Which one to install instead of one that is too old; null where none is.</summary>
    public string? Wanted => (Newest ?? Oldest) is { } version ? Write(version) : null;

    /// <param name="sent">As the helper says it; empty = it does not.</param>
    public bool IsTooOld(string sent) => Oldest is not null && !(Read(sent) >= Oldest);

    /// <returns>The newer one that is there; null = it has the newest, as far as anybody has said.</returns>
    public string? NewerThan(string sent) => Newest is not null && !(Read(sent) >= Newest) ? Write(Newest) : null;

    /// <summary>Two to four numbers; what comes after a hyphen or a plus does not count.</summary>
    /// <returns>Null = it is not a version.</returns>
    public static Version? Read(string? text)
    {
        if (text is null || !Numbers().IsMatch(text))
        {
            return null;
        }

        var version = Version.Parse(text.Split('-', '+')[0]);
        return new Version(version.Major, version.Minor, Math.Max(version.Build, 0), Math.Max(version.Revision, 0));
    }

    private static string Write(Version version) => version.ToString(version.Revision == 0 ? 3 : 4);

    [GeneratedRegex(@"\A[0-9]{1,6}(\.[0-9]{1,6}){1,3}([-+][0-9A-Za-z.+-]{1,50})?\z")]
    private static partial Regex Numbers();
}
