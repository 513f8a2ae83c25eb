using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Gids;
using Smartcard.SelfService.Vault;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Vault;

namespace Smartcard.Tests.SelfService.Import;

/// <summary>Makes files as a card bureau does: keys drawn at random, wrapped under the installation's transport key.</summary>
internal sealed class ImportFiles : IDisposable
{
    public const string Head =
        "staff number,name,organisation,site,status,card id,public key,wrapping key,wrapped key,holder changed,card status\n";

    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly string PublicKey = Convert.ToBase64String(Rsa.ExportSubjectPublicKeyInfo());

    private readonly KeyWrapping _wrapping;
    private readonly Dictionary<string, string> _wrapped = [];

    private ImportFiles(KeyWrapping wrapping) => _wrapping = wrapping;

    /// <summary>Of the last card, in clear.</summary>
    public byte[] LastKey { get; private set; } = [];

    /// <summary>As it stands in the file.</summary>
    public string WrappingKey => Convert.ToBase64String(_wrapping.WrappingKey);

    public static ImportFiles For(HostBench host)
    {
        using var ours = TransportPairs.Ours();
        return new ImportFiles(new KeyWrapping(host.Services.GetRequiredService<KeyFileVault>().AddTransportKey(ours).PublicKey));
    }

    public static byte[] Of(params IEnumerable<string> rows) => Encoding.UTF8.GetBytes(Head + string.Join('\n', rows) + "\n");

    public static string CardOf(int number) => number.ToString("X32", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>With columns for keys that the vault derives.</summary>
    public static byte[] OfDerived(params IEnumerable<string> rows) => Encoding.UTF8.GetBytes(
        "staff number,name,organisation,card id,public key,key source,key version,key check value\n" + string.Join('\n', rows) + "\n");

    public static string DerivedRow(string number, string name, string card, string version = "", string checkValue = "") =>
        $"{number},{name},Coast,{card},{PublicKey},derived,{version},{checkValue}";

    /// <param name="card">The same card has the same wrapped key each time.</param>
    public string Row(string number, string name, string card, string organisation = "Coast", string reason = "", string state = "")
    {
        if (!_wrapped.TryGetValue(card, out var wrapped))
        {
            LastKey = RandomNumberGenerator.GetBytes(24);
            _wrapped[card] = wrapped = Convert.ToBase64String(_wrapping.Wrap(LastKey));
        }

        return $"{number},{name},{organisation},,,{card},{PublicKey},{WrappingKey},{wrapped},{reason},{state}";
    }

    /// <summary>As if the card had the key of another one.</summary>
    public string RowWithKeyOf(string other, string number, string name, string card)
    {
        _wrapped[card] = _wrapped[other];
        return Row(number, name, card);
    }

    /// <summary>The bureau has given the card another key.</summary>
    public string RowWithNewKey(string number, string name, string card)
    {
        _wrapped.Remove(card);
        return Row(number, name, card);
    }

    public static string PersonRow(string number, string name, string organisation = "Coast", string status = "") =>
        $"{number},{name},{organisation},,{status},,,,,,";

    public void Dispose() => _wrapping.Dispose();
}
