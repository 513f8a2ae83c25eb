namespace Smartcard.Cards.Tlv;

/// <summary>Reads BER-TLV data objects one after the other, never beyond the bytes it was given.</summary>
/// <remarks>
/// Strict: definite lengths only, tags of up to 3 bytes, no padding between objects.
/// Source: ISO/IEC 7816-4, 5.4.2 (BER-TLV data objects), ISO/IEC 8825-1.
/// </remarks>
internal ref struct TlvReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Reads the next object.</summary>
    /// <returns>False at the end of the bytes.</returns>
    /// <exception cref="FormatException">What follows is not a complete data object.</exception>
    public bool TryRead(out int tag, out ReadOnlySpan<byte> value)
    {
        tag = 0;
        value = default;
        if (_rest.IsEmpty)
        {
            return false;
        }

        tag = ReadTag();
        var length = ReadLength(tag);
        if (length > _rest.Length)
        {
            throw new FormatException($"data object {tag:X} claims {length} bytes, there are only {_rest.Length}");
        }

        value = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    /// <summary>The value of the only object among <paramref name="bytes"/> that has this tag.</summary>
    /// <exception cref="FormatException">The bytes are not a sequence of data objects, or the tag is there not once.</exception>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> bytes, int tag)
    {
        var reader = new TlvReader(bytes);
        ReadOnlySpan<byte> found = default;
        var count = 0;
        while (reader.TryRead(out var next, out var value))
        {
            if (next == tag)
            {
                found = value;
                count++;
            }
        }

        return count == 1 ? found : throw new FormatException($"data object {tag:X} is there {count} times");
    }

    private int ReadTag()
    {
        int tag = Next("tag");
        if (tag is 0x00 or 0xFF)
        {
            throw new FormatException($"{tag:X2} is not a tag");
        }

        if ((tag & 0x1F) != 0x1F)
        {
            return tag;
        }

        var second = Next("tag");
        if (second is < 0x1F or 0x80)
        {
            throw new FormatException($"tag {tag:X2}{second:X2} is not in its shortest form");
        }

        tag = (tag << 8) | second;
        if ((second & 0x80) == 0)
        {
            return tag;
        }

        var third = Next("tag");
        return (third & 0x80) == 0
            ? (tag << 8) | third
            : throw new FormatException($"tag {tag:X4}{third:X2} goes on for more than 3 bytes");
    }

    private int ReadLength(int tag)
    {
        var first = Next("length");
        if (first < 0x80)
        {
            return first;
        }

        var count = first & 0x7F;
        if (count is 0 or > 3)
        {
            throw new FormatException($"data object {tag:X} has the length form {first:X2}");
        }

        var length = 0;
        for (var i = 0; i < count; i++)
        {
            length = (length << 8) | Next("length");
        }

        return length;
    }

    private byte Next(string what)
    {
        if (_rest.IsEmpty)
        {
            throw new FormatException($"it ends inside a {what}");
        }

        var next = _rest[0];
        _rest = _rest[1..];
        return next;
    }
}
