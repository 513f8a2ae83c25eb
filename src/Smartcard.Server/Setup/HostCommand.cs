namespace Smartcard.Server.Setup;

/// <summary>What the program is to do instead of running as a host: it does it, says so, and ends.</summary>
/// <param name="Name">One of the constants below.</param>
/// <param name="Values">The words behind it: a folder, a kind of keys, or files; empty where there are none.</param>
/// <param name="Flag">Whether its own flag was given too.</param>
internal sealed record HostCommand(string Name, IReadOnlyList<string> Values, bool Flag)
{
    public const string ResetAdmin = "--reset-admin";
    public const string Migrate = DatabaseSetup.Migrate;
    public const string RotateKeys = "--rotate-keys";
    public const string MakeVaultKeys = "--make-vault-keys";
    public const string TransportKey = "--transport-key";
    public const string Backup = "--backup";
    public const string Restore = "--restore";
    public const string CheckWorkflows = "--check-workflows";
    public const string VerifyAudit = "--verify-audit";
    public const string Import = "--import";
    public const string WithoutDatabase = "--without-database";
    public const string MoveOldAside = "--move-old-aside";

    /// <summary>The one word behind it; null where there is none.</summary>
    public string? Value => Values.Count == 0 ? null : Values[0];
}
