using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Smartcard.SelfService.Import;

namespace Smartcard.BackOffice.Import;

/// <summary>Lets a large form in: in memory alone, since a file that must not be kept must not lie in a temporary one either.</summary>
internal static class ImportUpload
{
    /// <summary>What is still read, and thrown away, so that a browser that has begun to send gets to see the answer.</summary>
    public const long MostRead = 640L * 1024 * 1024;

    /// <summary>What stands around the file in a form.</summary>
    private const int Around = 64 * 1024;

    /// <summary>It comes before whatever reads the form.</summary>
    public static RouteGroupBuilder TakeFiles(this RouteGroupBuilder pages, Func<HttpContext, Task<IResult>> refuse)
    {
        pages.AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            if (!HttpMethods.IsPost(http.Request.Method) || http.GetEndpoint()?.Metadata.GetMetadata<TakesFile>() is null)
            {
                return await next(context);
            }

            var most = http.RequestServices.GetRequiredService<IOptions<ImportOptions>>().Value.MaxBytes + Around;
            if (http.Request.ContentLength > most)
            {
                await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
                return await refuse(http);
            }

            http.Features.Set<IFormFeature>(new FormFeature(
                http.Request,
                new FormOptions { MemoryBufferThreshold = (int)most, MultipartBodyLengthLimit = most }));
            return await next(context);
        });
        return pages;
    }

    public static async Task<byte[]> ReadAsync(IFormFile file, CancellationToken cancellationToken)
    {
        var bytes = new byte[file.Length];
        await using var content = file.OpenReadStream();
        await content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    internal sealed record TakesFile;
}
