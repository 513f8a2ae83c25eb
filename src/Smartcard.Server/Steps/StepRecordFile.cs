using System.Collections.Concurrent;
using System.Globalization;
using Smartcard.SelfService.Vault;
using Smartcard.Server.Setup;
using Smartcard.Workflows;

namespace Smartcard.Server.Steps;

/// <summary>
/// What this host is doing, in a file of the data folder: the next host that starts finds there what one that ended had in hand. Files hold
/// hashes and times alone, and none of them is needed for a start.
/// </summary>
/// <remarks>
/// <para><c>*.running</c>: a host's own, which it holds open; one that nobody holds is of a host that ended. It is not
/// forced to the disk: what is written outlives the process all the same, and a machine that loses its power was not
/// ended by a step.</para>
/// <para><c>*.ended</c>: of a step that was under way when hosts ended, with a line for each of them. The step's end
/// removes it, unless it is set aside by then. Each host looks at each step's beginning, so that all of them see what
/// any of them counted.</para>
/// </remarks>
internal sealed class StepRecordFile(DataFolder data, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<StepRecordFile> logger)
    : IStepRecord, IHostedService, IDisposable
{
    /// <summary>Steps of one host at once. One more is run and not noted, and the log says so once.</summary>
    private const int Slots = 256;

    /// <summary>Steps that ended hosts; of more, the oldest are forgotten.</summary>
    private const int MaxKept = 1000;

    private const int IdLengthBytes = 16;

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    private readonly ConcurrentStack<int> _free = new(Enumerable.Range(1, Slots));
    private readonly SemaphoreSlim _alone = new(1, 1);
    private FileStream? _running;
    private int _warnedOfFull;

    /// <summary>Where an id would stand, at the beginning of each <c>.running</c>.</summary>
    private static ReadOnlySpan<byte> Head => "Smartcard steps1"u8;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            SafeFile.MakeFolder(data.Steps);
            using (FileLock.Take(Path.Combine(data.Steps, "lock")))
            {
                Forget();
                TakeLeft();
                _running = Open();
            }
        }
        catch (Exception refused) when (IsOfFiles(refused))
        {
            logger.StepsNotNoted(data.Steps, refused.Message);
        }

        lifetime.ApplicationStopping.Register(Close); // whatever ends it from here on, whoever stopped it did
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public int EndedHosts(StepId step) => LinesOf(PathOf(step));

    public BegunStep Begin(StepId step) => Begin(step, () => { });

    public async Task<BegunStep> BeginAloneAsync(StepId step, CancellationToken cancellationToken)
    {
        if (EndedHosts(step) == 0)
        {
            return Begin(step);
        }

        await _alone.WaitAsync(cancellationToken);
        return Begin(step, () => _alone.Release());
    }

    public void Dispose()
    {
        Close();
        _alone.Dispose();
    }

    private BegunStep Begin(StepId step, Action end)
    {
        var ended = EndedHosts(step);
        var isNoted = _free.TryPop(out var slot);
        if (isNoted)
        {
            Note(slot, step.Value);
        }
        else if (Interlocked.Exchange(ref _warnedOfFull, 1) == 0)
        {
            logger.StepsFull(Slots);
        }

        return new BegunStep(step, ended, () =>
        {
            if (isNoted)
            {
                Note(slot, Guid.Empty);
                _free.Push(slot);
            }

            if (ended is > 0 and < BegunStep.MaxEndedHosts)
            {
                Remove(PathOf(step)); // it was tried once more, and this host is still there
            }

            end();
        });
    }

    private void Note(int slot, Guid step)
    {
        if (Volatile.Read(ref _running) is not { } running)
        {
            return;
        }

        Span<byte> id = stackalloc byte[IdLengthBytes];
        step.TryWriteBytes(id);
        try
        {
            RandomAccess.Write(running.SafeFileHandle, id, slot * IdLengthBytes);
        }
        catch (Exception refused) when (IsOfFiles(refused) || refused is ObjectDisposedException)
        {
            // A step that cannot be noted is run all the same.
        }
    }

    /// <summary>The whole file at once, so that a disk that is full later has room for each note.</summary>
    private FileStream Open()
    {
        var running = new FileStream(Path.Combine(data.Steps, $"{Guid.CreateVersion7():N}.running"), SafeFile.Ours(FileMode.CreateNew));
        RandomAccess.Write(running.SafeFileHandle, [.. Head, .. new byte[Slots * IdLengthBytes]], 0);
        return running;
    }

    /// <summary>Leaves nothing that could be counted, also to a host that starts at this moment.</summary>
    private void Close()
    {
        if (Interlocked.Exchange(ref _running, null) is not { } running)
        {
            return;
        }

        try
        {
            RandomAccess.Write(running.SafeFileHandle, new byte[Slots * IdLengthBytes], IdLengthBytes);
        }
        catch (Exception refused) when (IsOfFiles(refused))
        {
            // Then it is removed with what it holds.
        }

        running.Dispose();
        Remove(running.Name);
    }

    /// <summary>Counts what hosts had in hand that are no more, once for each host.</summary>
    private void TakeLeft()
    {
        foreach (var path in Directory.GetFiles(data.Steps, "*.running"))
        {
            try
            {
                foreach (var step in TakeLeft(path))
                {
                    using var counted = new FileStream(PathOf(step), SafeFile.Ours(FileMode.Append));
                    counted.Write(System.Text.Encoding.ASCII.GetBytes(time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture) + "\n"));
                }
            }
            catch (Exception refused) when (IsOfFiles(refused))
            {
                logger.StepsNotNoted(path, refused.Message);
            }
        }
    }

    /// <summary>
    /// What a host had in hand; removed before it is counted, so that it is never counted twice. Nothing while its host
    /// runs.
    /// </summary>
    private List<StepId> TakeLeft(string path)
    {
        Span<byte> left = stackalloc byte[(1 + Slots) * IdLengthBytes];
        int length;
        try
        {
            using var ended = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            length = ended.ReadAtLeast(left, left.Length, throwOnEndOfStream: false);
        }
        catch (IOException)
        {
            return []; // its host runs
        }

        File.Delete(path);
        left = left[..length];
        if (!left.IsEmpty && !left.StartsWith(Head))
        {
            logger.StepsUnread(path);
            return [];
        }

        var steps = new List<StepId>();
        for (var at = IdLengthBytes; at + IdLengthBytes <= left.Length; at += IdLengthBytes)
        {
            if (new Guid(left.Slice(at, IdLengthBytes)) is var id && id != Guid.Empty)
            {
                steps.Add(new StepId(id));
            }
        }

        return [.. steps.Distinct()];
    }

    private void Forget()
    {
        var counted = new DirectoryInfo(data.Steps).GetFiles("*.ended").OrderByDescending(f => f.LastWriteTimeUtc).ToList();
        foreach (var file in counted.Where((f, place) => place >= MaxKept || f.LastWriteTimeUtc < time.GetUtcNow().UtcDateTime - KeptFor))
        {
            Remove(file.FullName);
        }
    }

    private string PathOf(StepId step) => Path.Combine(data.Steps, $"{step}.ended");

    private static int LinesOf(string path)
    {
        if (!File.Exists(path))
        {
            return 0;
        }

        try
        {
            return File.ReadLines(path)
                .Count(line => DateTimeOffset.TryParseExact(line, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
        }
        catch (Exception refused) when (IsOfFiles(refused))
        {
            return 0;
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception refused) when (IsOfFiles(refused))
        {
            // It stays, and is looked at again.
        }
    }

    private static bool IsOfFiles(Exception failure) => failure is IOException or UnauthorizedAccessException;
}
