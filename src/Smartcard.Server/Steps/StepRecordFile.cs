using System.Collections.Concurrent;
using System.Text.Json;
using Smartcard.SelfService.Vault;
using Smartcard.Server.Setup;
using Smartcard.Workflows;

namespace Smartcard.Server.Steps;

/// <summary>What this host is doing, in a file of the data folder: a host that starts finds there what those that ended before it had in hand.</summary>
/// <remarks>
/// Each host has a file of its own and holds it open; one that nobody holds is of a host that ended. What is written reaches the system at once, and so
/// outlives the process. It is not forced to the disk: a machine that loses its power was not ended by a step.
/// </remarks>
internal sealed class StepRecordFile : IStepRecord, IDisposable
{
    /// <summary>So often a step may have ended a host before it is set aside.</summary>
    private const int Most = 2;

    /// <summary>Steps of one host at once; one more is not noted.</summary>
    private const int Slots = 256;

    /// <summary>Of steps that ended a host; the oldest go first.</summary>
    private const int Kept = 1000;

    private const int IdLengthBytes = 16;

    private readonly string _countsPath;
    private readonly FileStream _file;
    private readonly ConcurrentStack<int> _free = new(Enumerable.Range(0, Slots));
    private readonly ConcurrentDictionary<Guid, int> _counts;

    public StepRecordFile(DataFolder data)
    {
        SafeFile.MakeFolder(data.Steps);
        _countsPath = Path.Combine(data.Steps, "ended-hosts.json");
        using (FileLock.Take(Path.Combine(data.Steps, "lock")))
        {
            _counts = new ConcurrentDictionary<Guid, int>(ReadCounts());
            foreach (var step in TakeLeft(data.Steps))
            {
                _counts.AddOrUpdate(step, 1, (_, count) => count + 1);
            }

            WriteCounts();
            var options = SafeFile.Ours(FileMode.CreateNew);
            options.Options = FileOptions.DeleteOnClose;
            options.BufferSize = 0;
            _file = new FileStream(Path.Combine(data.Steps, $"{Guid.CreateVersion7():N}.running"), options);
            _file.SetLength(Slots * IdLengthBytes);
        }
    }

    public bool HasEndedHosts(Guid step) => _counts.GetValueOrDefault(step) >= Most;

    public IDisposable Begin(Guid step)
    {
        if (!_free.TryPop(out var slot))
        {
            return new Begun(this, null, step);
        }

        Write(slot, step);
        return new Begun(this, slot, step);
    }

    public void Dispose() => _file.Dispose();

    private void End(int? slot, Guid step)
    {
        if (slot is { } taken)
        {
            Write(taken, Guid.Empty);
            _free.Push(taken);
        }

        if (_counts.TryGetValue(step, out var count) && count < Most && _counts.TryRemove(step, out _))
        {
            WriteCounts(); // it did not end this host
        }
    }

    private void Write(int slot, Guid step)
    {
        Span<byte> id = stackalloc byte[IdLengthBytes];
        step.TryWriteBytes(id);
        RandomAccess.Write(_file.SafeFileHandle, id, slot * IdLengthBytes);
    }

    /// <summary>What hosts had in hand that are no more, each once for each host; and removes it.</summary>
    private static List<Guid> TakeLeft(string folder)
    {
        var left = new List<Guid>();
        foreach (var path in Directory.GetFiles(folder, "*.running"))
        {
            try
            {
                using var ended = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                var slots = new byte[Slots * IdLengthBytes];
                var length = ended.ReadAtLeast(slots, slots.Length, throwOnEndOfStream: false);
                left.AddRange(slots[..length].Chunk(IdLengthBytes).Where(id => id.Length == IdLengthBytes).Select(id => new Guid(id)).Where(id => id != Guid.Empty).Distinct());
            }
            catch (IOException)
            {
                continue; // its host runs
            }

            File.Delete(path);
        }

        return left;
    }

    private Dictionary<Guid, int> ReadCounts()
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<Guid, int>>(File.ReadAllBytes(_countsPath)) ?? [];
        }
        catch (Exception unread) when (unread is FileNotFoundException or JsonException)
        {
            return [];
        }
    }

    /// <summary>Ids of version 7 sort by time.</summary>
    private void WriteCounts() =>
        SafeFile.Write(_countsPath, JsonSerializer.SerializeToUtf8Bytes(_counts.ToArray().OrderByDescending(c => c.Key.ToString(), StringComparer.Ordinal).Take(Kept).ToDictionary()));

    private sealed class Begun(StepRecordFile record, int? slot, Guid step) : IDisposable
    {
        private bool _isOver;

        public void Dispose()
        {
            if (!_isOver)
            {
                _isOver = true;
                record.End(slot, step);
            }
        }
    }
}
