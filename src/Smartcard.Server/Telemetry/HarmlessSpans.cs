using System.Diagnostics;
using OpenTelemetry;

namespace Smartcard.Server.Telemetry;

/// <summary>Takes out of each span what might tell more than it should, before any exporter sees it.</summary>
/// <remarks>
/// Of libraries' spans only tags that are listed here go out, so that a new version of one of them cannot start to tell
/// addresses of pages (some hold a token), who called, or the text of a statement. The engine's and our own spans hold
/// no such thing in the first place.
/// </remarks>
internal sealed class HarmlessSpans : BaseProcessor<Activity>
{
    private const string OurSources = "Smartcard.";
    private const string Route = "http.route";

    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "http.request.method",
        "http.response.status_code",
        Route,
        "url.scheme",
        "network.protocol.name",
        "network.protocol.version",
        "error.type",
        "db.system",
        "db.system.name",
        "db.name",
        "db.namespace",
        "db.operation.name",
        "db.response.status_code",
        "server.port",
        "smartcard.journey.id",
    };

    public override void OnEnd(Activity data)
    {
        if (data.Source.Name.StartsWith(OurSources, StringComparison.Ordinal))
        {
            return;
        }

        if (data.Kind == ActivityKind.Client && data.ParentSpanId == default)
        {
            // Looking for timers and mails that are due, once a second: nothing that belongs to anybody's journey.
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return;
        }

        foreach (var (name, _) in data.TagObjects.ToArray())
        {
            if (!Harmless.Contains(name))
            {
                data.SetTag(name, null);
            }
        }

        if (data.Kind == ActivityKind.Server)
        {
            // The route's template, and never the path: /not-me/{token}, not the token.
            data.SetTag("url.path", data.GetTagItem(Route));
            data.DisplayName = $"{data.GetTagItem("http.request.method")} {data.GetTagItem(Route)}".Trim();
        }

        if (data.StatusDescription is not null)
        {
            data.SetStatus(data.Status); // a description may be an exception's message
        }
    }
}
