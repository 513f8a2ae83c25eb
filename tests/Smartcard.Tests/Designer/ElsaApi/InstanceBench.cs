using Microsoft.EntityFrameworkCore;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.BackOffice.People;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Designer.ElsaApi;

internal static class InstanceBench
{
    /// <summary>A person in the middle of a journey.</summary>
    public static async Task<(Chat Chat, Guid Id)> BegunAsync(this HostBench host, string button)
    {
        var chat = await host.ChatAsync();
        await chat.PressAsync("choices", button);
        return (
            chat,
            await host.InAsync(database =>
                database.Set<WorkflowInstanceRow>().Where(i => i.CorrelationId == chat.Id).Select(i => i.Id).SingleAsync()));
    }
}
