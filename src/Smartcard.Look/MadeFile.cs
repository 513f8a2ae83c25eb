using System.Security.Cryptography;

namespace Smartcard.Look;

/// <summary>A file that the build fetched or made, with its compressed twins: named by its content and cached for ever.</summary>
public sealed class MadeFile
{
    private readonly string _path;
    private readonly string _type;

    private MadeFile(string path, string type)
    {
        (_path, _type) = (path, type);
        using var file = File.OpenRead(path);
        var (stem, ending) = (Path.GetFileNameWithoutExtension(path), Path.GetExtension(path));
        Name = $"{stem}.{Convert.ToHexStringLower(SHA256.HashData(file))[..12]}{ending}";
    }

    /// <summary>As it is served, e.g. <c>webchat.0123456789ab.js</c>.</summary>
    public string Name { get; }

    /// <param name="published">Where it lies beside a published host, e.g. <c>vendor/webchat.js</c>.</param>
    /// <param name="inSources">Where it lies in the sources.</param>
    /// <param name="type">Its content type.</param>
    /// <param name="missing">What to say when it is in neither place.</param>
    /// <exception cref="FileNotFoundException">It was not made.</exception>
    public static MadeFile Find(string published, string inSources, string type, string missing)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var candidate in new[] { Path.Combine(folder.FullName, published), Path.Combine(folder.FullName, inSources) })
            {
                if (File.Exists(candidate))
                {
                    return new MadeFile(candidate, type);
                }
            }
        }

        throw new FileNotFoundException(missing);
    }

    /// <param name="name">
    /// As it was asked for. Of another version it gets this one, and does not keep it: while a new version is put in, a
    /// page of one host may ask the other.
    /// </param>
    public IResult Send(HttpContext http, string name)
    {
        http.Response.Headers.CacheControl = name == Name ? "public, max-age=31536000, immutable" : "no-store";
        http.Response.Headers.Vary = "Accept-Encoding";
        var accepted = http.Request.Headers.AcceptEncoding.ToString();
        foreach (var (encoding, suffix) in new[] { ("br", ".br"), ("gzip", ".gz") })
        {
            if (accepted.Contains(encoding, StringComparison.OrdinalIgnoreCase) && File.Exists(_path + suffix))
            {
                http.Response.Headers.ContentEncoding = encoding;
                return Results.File(_path + suffix, _type);
            }
        }

        return Results.File(_path, _type);
    }
}
