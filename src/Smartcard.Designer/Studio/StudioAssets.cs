using System.Text.RegularExpressions;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;
using Smartcard.Storage;

namespace Smartcard.Designer.Studio;

/// <summary>
/// The files of the prebuilt Elsa Studio elements, below <c>/backoffice/studio</c>, with their Brotli twins where the
/// browser takes them.
/// </summary>
internal sealed partial class StudioAssets(string? folder)
{
    /// <summary>Written by <c>fetch-studio.mjs</c>; a folder without it is of an older version of this product.</summary>
    private const string ListOfScripts = "inline-scripts.txt";

    private static readonly FileExtensionContentTypeProvider ContentTypes = new()
    {
        Mappings = { [".dat"] = "application/octet-stream", [".wasm"] = "application/wasm" },
    };

    private readonly Dictionary<string, FileInfo> _files = folder is null
        ? []
        : new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetRelativePath(folder, f.FullName).Replace('\\', '/'), StringComparer.Ordinal);

    /// <summary>
    /// The scripts that its components put into their pages, as a content security policy names them: by their hashes.
    /// </summary>
    public IReadOnlyList<string> InlineScripts { get; } = folder is null ? [] : ScriptsIn(folder);

    /// <summary>False where the designer was not installed; the back office then says so.</summary>
    public bool Are => _files.Count > 0;

    /// <summary>Setting <c>Studio:Folder</c>; default beside the program, in a checkout where the build put it.</summary>
    public static StudioAssets Find(IConfiguration configuration)
    {
        if (configuration["Studio:Folder"] is { } configured)
        {
            return new StudioAssets(
                Directory.Exists(configured)
                    ? configured
                    : throw new SettingException(
                        $"the folder with Elsa Studio, {configured}, does not exist. Leave Studio:Folder out, or set "
                        + "it to the folder that has _framework."));
        }

        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            foreach (
                var vendor in new[]
                {
                    Path.Combine(at.FullName, "studio"),
                    Path.Combine(at.FullName, "src", "Smartcard.Designer", "Studio", "vendor"),
                })
            {
                if (Directory.Exists(vendor)
                    && Directory
                        .EnumerateDirectories(vendor)
                        .FirstOrDefault(d => File.Exists(Path.Combine(d, ListOfScripts)))
                        is { } found)
                {
                    return new StudioAssets(found);
                }
            }
        }

        return new StudioAssets(null);
    }

    public IResult Serve(HttpContext http, string path)
    {
        if (path.EndsWith(".br", StringComparison.Ordinal) || !_files.TryGetValue(path, out var file))
        {
            return Results.NotFound();
        }

        var headers = http.Response.GetTypedHeaders();
        // A fingerprint in the name stands for the content; everything else is asked for again, and answered with 304.
        headers.CacheControl = IsFingerprinted(path)
            ? new CacheControlHeaderValue
            {
                Private = true,
                MaxAge = TimeSpan.FromDays(365),
                Extensions = { new NameValueHeaderValue("immutable") },
            }
            : new CacheControlHeaderValue { NoCache = true };
        http.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        var served = file;
        if (_files.TryGetValue(path + ".br", out var compressed)
            && http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal))
        {
            served = compressed;
            http.Response.Headers.ContentEncoding = "br";
        }

        var contentType = ContentTypes.TryGetContentType(path, out var known) ? known : "application/octet-stream";
        var tag = new EntityTagHeaderValue($"\"{served.Length:x}-{served.LastWriteTimeUtc.Ticks:x}\"");
        return Results.File(served.FullName, contentType, lastModified: served.LastWriteTimeUtc, entityTag: tag);
    }

    /// <exception cref="SettingException">There is no such list, or it names more than scripts of a known content.</exception>
    private static List<string> ScriptsIn(string folder)
    {
        var list = Path.Combine(folder, ListOfScripts);
        return File.Exists(list) && File.ReadAllLines(list) is var hashes && hashes.All(Hash().IsMatch)
            ? [.. hashes]
            : throw new SettingException(
                $"the folder with Elsa Studio, {folder}, has no usable {ListOfScripts}. Make the folder again with "
                + "src/Smartcard.Designer/Studio/fetch-studio.mjs of this version, and copy it.");
    }

    /// <summary>Nothing but a SHA-256, so that no list can loosen the policy otherwise.</summary>
    [GeneratedRegex(@"\Asha256-[A-Za-z0-9+/]{43}=\z")]
    private static partial Regex Hash();

    /// <summary>Ten letters and digits before the ending, as in <c>MudBlazor.a1b2c3d4e5.wasm</c>.</summary>
    private static bool IsFingerprinted(string path) =>
        path.StartsWith("_framework/", StringComparison.Ordinal)
        && path.Split('.') is [_, .., { Length: 10 } mark, _]
        && mark.All(char.IsAsciiLetterOrDigit);
}
