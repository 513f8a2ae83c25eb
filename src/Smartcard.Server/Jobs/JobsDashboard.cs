using System.Globalization;
using System.Text.RegularExpressions;
using Hangfire;
using Hangfire.Dashboard;
using Microsoft.Net.Http.Headers;
using Smartcard.Look.Access;

namespace Smartcard.Server.Jobs;

/// <summary>
/// Hangfire's own pages of jobs, for RA administrators. What can be done there does no harm: every job may run twice,
/// and one that is removed comes back.
/// </summary>
internal static partial class JobsDashboard
{
    public const string Path = "/backoffice/jobs";

    private static int _hasDates;

    public static void MapJobs(this WebApplication app)
    {
        // Hangfire has one list of added scripts for the whole process, whatever hosts are in it.
        if (Interlocked.Exchange(ref _hasDates, 1) == 0)
        {
            DashboardRoutes.AddJavaScript(typeof(JobsDashboard).Assembly, "jobs-dates.js");
        }

        app.MapHangfireDashboard(
                Path,
                new DashboardOptions
                {
                    AppPath = Policies.BackOffice,
                    DashboardTitle = "Smartcard jobs",
                    DisplayStorageConnectionString = false,
                    Authorization = [new Access()],
                    IgnoreAntiforgeryToken = false,
                    StatsPollingInterval = 5000,
                },
                app.Services.GetRequiredService<JobStorage>())
            .RequireAuthorization(Policies.ManageJobs)
            .Finally(endpoint =>
            {
                var pages = endpoint.RequestDelegate!;
                endpoint.RequestDelegate = async http =>
                    await (
                        await RefusalOfAsync(http.Request) is { } status
                            ? Results.StatusCode(status).ExecuteAsync(http)
                            : pages(http));
            });
    }

    /// <summary>What Hangfire would read as a form that is none, or as the id of a job on a storage that counts them, and fail.</summary>
    private static async Task<int?> RefusalOfAsync(HttpRequest request)
    {
        var isPost = HttpMethods.IsPost(request.Method);
        if (!isPost && PostedTo().IsMatch(request.Path.Value!))
        {
            request.HttpContext.Response.Headers.Allow = HttpMethods.Post;
            return StatusCodes.Status405MethodNotAllowed;
        }

        if (isPost && !request.HasFormContentType)
        {
            return StatusCodes.Status415UnsupportedMediaType;
        }

        if (AboutOneJob().Match(request.Path.Value!) is { Success: true } job && !IsJob(job.Groups[1].Value))
        {
            return StatusCodes.Status404NotFound;
        }

        var isByName = request.Path.Value!.Contains("/recurring/", StringComparison.OrdinalIgnoreCase);
        return
            isPost
            && !isByName
            && !(await request.ReadFormAsync(request.HttpContext.RequestAborted))["jobs[]"].All(IsJob)
            ? StatusCodes.Status400BadRequest
            : null;
    }

    private static bool IsJob(string? id) => long.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    [GeneratedRegex(@"/jobs/(?:details|actions/[^/]+)/([^/]+)/?\z", RegexOptions.IgnoreCase)]
    private static partial Regex AboutOneJob();

    [GeneratedRegex(@"/(stats|remove|trigger|enqueue|requeue|delete)/?\z", RegexOptions.IgnoreCase)]
    private static partial Regex PostedTo();

    /// <summary>The endpoint has its policy; this holds too should the pages ever be reached without it.</summary>
    private sealed class Access : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context)
        {
            var http = context.GetHttpContext();
            http.Response.Headers[HeaderNames.CacheControl] = "no-store";

            // Its own files alone, and the one style sheet that its graphs write into the page, by its hash; the
            // colours of its labels and the lengths of its bars are style attributes.
            http.Response.Headers.ContentSecurityPolicy =
                "default-src 'none'; script-src 'self'; style-src 'self' "
                + "'sha256-z7zcnw/4WalZqx+PrNaRnoeLz/G9WXuFqV1WCJ129sg='; style-src-attr 'unsafe-inline'; img-src "
                + "'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
            return http.User.May(Policies.ManageJobs);
        }
    }
}
