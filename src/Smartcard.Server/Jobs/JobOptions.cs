using System.ComponentModel.DataAnnotations;

namespace Smartcard.Server.Jobs;

/// <summary>Settings of the job server in each host; configuration section <c>Jobs</c>.</summary>
internal sealed class JobOptions
{
    public const string Section = "Jobs";

    /// <summary>How many jobs one host runs at a time. Default 4; 1 to 20. A mail holds a worker for as long as its server takes.</summary>
    [Range(1, 20, ErrorMessage = "Jobs:Workers says how many jobs one host runs at a time. Write a number from 1 to 20, for example 4.")]
    public int Workers { get; set; } = 4;
}
