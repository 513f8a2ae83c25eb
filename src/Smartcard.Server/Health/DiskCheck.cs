using Smartcard.Server.Setup;

namespace Smartcard.Server.Health;

/// <summary>There is space where the data folder is.</summary>
internal sealed class DiskCheck(DataFolder data) : BoundedCheck
{
    internal const long LeastBytes = 200_000_000;

    protected override string OnFailure => $"The disk of {data.Path} does not answer. Check that it is mounted.";

    protected override Task<(bool IsWell, string Says)> LookAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Judge(new DriveInfo(data.Path).AvailableFreeSpace, data.Path));

    internal static (bool IsWell, string Says) Judge(long freeBytes, string folder) =>
        (
            freeBytes >= LeastBytes,
            freeBytes >= LeastBytes
                ? $"{freeBytes / 1_000_000} MB are free."
                : $"Only {freeBytes / 1_000_000} MB are free where {folder} is. Make space before it is full. "
                    + "When it is full, the host cannot keep anything or help anybody.");
}
