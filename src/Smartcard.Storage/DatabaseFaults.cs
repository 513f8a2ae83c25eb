using System.Data.Common;

namespace Smartcard.Storage;

/// <summary>Which failures pass by themselves: a connection that was cut, a server that restarts.</summary>
public static class DatabaseFaults
{
    public static bool ArePassing(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is DbException { IsTransient: true })
            {
                return true;
            }
        }

        return false;
    }
}
