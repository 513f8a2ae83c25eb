using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;
using Smartcard.Storage;

namespace Smartcard.Designer.Studio;

/// <summary>
/// The files of the prebuilt Elsa Studio elements, below <c>/backoffice/studio</c>, with their Brotli twins where the
/// browser takes them.
/// </summary>
internal sealed class StudioAssets(string? folder)
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = new()
    {
        Mappings = { [".dat"] = "application/octet-stream", [".wasm"] = "application/wasm" },
    };

    private readonly Dictionary<string, FileInfo> _files = folder is null
        ? []
        : new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetRelativePath(folder, f.FullName).Replace('\\', '/'), StringComparer.Ordinal);

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
                        .FirstOrDefault(d => Directory.Exists(Path.Combine(d, "_framework")))
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

    /// <summary>Ten letters and digits before the ending, as in <c>MudBlazor.a1b2c3d4e5.wasm</c>.</summary>
    private static bool IsFingerprinted(string path) =>
        path.StartsWith("_framework/", StringComparison.Ordinal)
        && path.Split('.') is [_, .., { Length: 10 } mark, _]
        && mark.All(char.IsAsciiLetterOrDigit);
}
