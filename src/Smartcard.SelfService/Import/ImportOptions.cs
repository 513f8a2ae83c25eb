using System.ComponentModel.DataAnnotations;

namespace Smartcard.SelfService.Import;

/// <summary>Settings of imports; configuration section <c>Import</c>.</summary>
public sealed class ImportOptions
{
    public const string Section = "Import";

    /// <summary>Largest file that is read, in megabytes. Default 64; 1 to 512.</summary>
    [Range(1, 512)]
    public int MaxMegabytes { get; set; } = 64;

    /// <summary>How long a file waits to be imported before what is in it is removed. Default 1 day; 1 hour to 30 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(1);

    public long MaxBytes => MaxMegabytes * 1024L * 1024;
}
