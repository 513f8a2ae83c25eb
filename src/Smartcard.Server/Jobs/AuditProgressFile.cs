using System.Text.Json;
using Smartcard.SelfService.Audit;
using Smartcard.Server.Setup;

namespace Smartcard.Server.Jobs;

/// <summary>In the data folder.</summary>
/// <remarks>Losing it means one verification from the beginning.</remarks>
internal sealed class AuditProgressFile : IAuditProgress
{
    private readonly string _path;
    private readonly ILogger<AuditProgressFile> _logger;

    public AuditProgressFile(DataFolder data, ILogger<AuditProgressFile> logger) => (_path, _logger) = (data.AuditProgress, logger);

    public AuditProgress Read()
    {
        try
        {
            return File.Exists(_path)
                ? JsonSerializer.Deserialize<AuditProgress>(File.ReadAllText(_path)) ?? new AuditProgress()
                : new AuditProgress();
        }
        catch (JsonException)
        {
            _logger.AuditProgressIsUnreadable(_path);
            return new AuditProgress();
        }
    }

    public void Write(AuditProgress progress) => SafeFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(progress));
}
