namespace Smartcard.Look;

/// <summary>What is wrong with a form, by field; shown beside each and all together above.</summary>
public sealed class Errors
{
    private readonly List<(string Field, string Words)> _list = [];

    public bool Any => _list.Count > 0;

    public Errors Add(string field, string words)
    {
        _list.Add((field, words));
        return this;
    }

    public string? Of(string field) => _list.Find(e => e.Field == field).Words;

    internal IReadOnlyList<(string Field, string Words)> All => _list;
}
