namespace Smartcard.Tests;

/// <summary>A generator whose numbers are the same in each run, so that a failure comes back.</summary>
internal sealed class XorShift(ulong state)
{
    private ulong _state = state;

    public int Next(int limit)
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return (int)(_state % (ulong)limit);
    }

    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)Next(256);
        }

        return bytes;
    }
}
