using Smartcard.Domain;
using Smartcard.Storage;

namespace Smartcard.SelfService.CardTasks;

/// <summary>Wakes a helper's waiting request when a task for it is committed.</summary>
public sealed class HelperSignals(CommitNews news) : CommitSignals(news, Topic)
{
    private const string Topic = "card-task";

    public static CommitNote NoteOf(HelperSessionId session) => new(Topic, KeyOf(session));

    public Task Next(HelperSessionId session) => Next(KeyOf(session));

    private static string KeyOf(HelperSessionId session) => session.Value.ToString("N");
}
