using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Smartcard.Domain.Import;
using Smartcard.SelfService.Import;

namespace Smartcard.Tests.Domain.Import;

/// <summary>What a file says, in the forms in which people and spreadsheets write it, and what each bad one is told.</summary>
public sealed class ImportFileTests
{
    private const string Head = "staff number,name,organisation,site,status";
    private const string CardHead =
        "staff number,name,organisation,card id,public key,certificate,wrapping key,wrapped key,key check value,key version,holder changed,"
        + "card status";

    private const string SourceHead = CardHead + ",key source";

    private const string Card = "00112233445566778899AABBCCDDEEFF";
    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly string PublicKey = Convert.ToBase64String(Rsa.ExportSubjectPublicKeyInfo());
    private static readonly string Wrapping = Convert.ToBase64String(new byte[256]);
    private static readonly string Wrapped = Convert.ToBase64String(new byte[32]);

    [Fact]
    public void Excels_habits_are_read()
    {
        var text = "Staff_Number;NAME;Organisation;;;\r\n=\"00123\";\"Hughes; Siân\";Coast Trust;;;\r\n;;;;;\r\n\r\n";
        Encoding[] encodings = [new UTF8Encoding(false), new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode];
        foreach (var encoding in encodings)
        {
            var row = Assert.Single(Read([.. encoding.Preamble, .. encoding.GetBytes(text)]));

            Assert.Empty(row.Faults);
            Assert.Equal(2, row.Line);
            Assert.Equal(("00123", "Hughes; Siân", "Coast Trust"), (row.Person.Number, row.Person.Name, row.Person.Organisation));
        }
    }

    [Fact]
    public void Columns_stand_in_any_order_and_cells_may_have_line_breaks_counted_right()
    {
        var rows = Read("organisation\tname\tstaff number\nA\t\"Two\nlines\"\t1\nA\tBob Two\t2\n");

        Assert.Equal([2, 4], rows.Select(row => row.Line));
        Assert.Equal(ImportFaultKind.Hidden, Assert.Single(rows[0].Faults).Kind);
        Assert.Empty(rows[1].Faults);
    }

    [Theory]
    [InlineData("1,Amal Begum,Coast", "Line 2: the row has only 3 cells, fewer than the first line. Check the separators.")]
    [InlineData(
        "1,Amal,Begum,Coast,,x",
        "Line 2: the row has 6 cells, more than the first line. Put quotation marks around cells that have a separator in them.")]
    [InlineData(",Amal Begum,Coast,,", "Line 2, column “staff number”: this is empty. Fill it in.")]
    [InlineData("1,,Coast,,", "Line 2, column “name”: this is empty. Fill it in.")]
    [InlineData("1,Amal Begum,,,", "Line 2, column “organisation”: this is empty. Fill it in.")]
    [InlineData("1,=cmd|' /C calc'!A0,Coast,,", "Line 2, column “name”: it begins like a formula. Write the text itself.")]
    [InlineData("1,@Amal,Coast,,", "Line 2, column “name”: it begins like a formula. Write the text itself.")]
    [InlineData("1,Amal,Coast,+site,", "Line 2, column “site”: it begins like a formula. Write the text itself.")]
    [InlineData(
        "1.23E+05,Amal,Coast,,",
        "Line 2, column “staff number”: a spreadsheet has rounded it, so digits are lost. Format the column as text and fill it in "
        + "again.")]
    [InlineData("1,…,Coast,,", "Line 2, column “name”: there is no letter in it. Write the name.")]
    [InlineData("1,Am\u200Bal,Coast,,", "Line 2, column “name”: there is a line break or an invisible character in it. Remove it.")]
    [InlineData("1,Amal,Coast,,gone", "Line 2, column “status”: write “working” or “left”, or leave it empty.")]
    [InlineData(
        "123456789012345678901234567890123,Amal,Coast,,",
        "Line 2, column “staff number”: this is too long. At most 32 characters fit.")]
    public void A_row_that_is_wrong_says_why(string row, string sentence) =>
        Assert.Equal(sentence, ImportWords.Of(Assert.Single(Read($"{Head}\n{row}\n"))));

    [Theory]
    [InlineData("", "", "derived", "")]
    [InlineData("", "", " Derived ", "")]
    [InlineData("wrapping", "wrapped", "wrapped", "")]
    [InlineData("wrapping", "wrapped", "", "")]
    [InlineData("", "", "", "")]
    [InlineData(
        "wrapping",
        "wrapped",
        "derived",
        "Line 2, column “key source”: the key is derived, but there is a wrapped key too. Leave one of them out.")]
    [InlineData("", "", "wrapped", "Line 2, column “wrapped key”: the key source is “wrapped”, but there is no wrapped key.")]
    [InlineData("", "", "hsm", "Line 2, column “key source”: write “wrapped” or “derived”, or leave it empty.")]
    public void A_row_says_where_its_key_comes_from(string wrapping, string wrapped, string source, string sentence)
    {
        var keys = $"{(wrapping == "" ? "" : Wrapping)},{(wrapped == "" ? "" : Wrapped)}";
        var row = Assert.Single(Read($"{SourceHead}\n1,Amal,Coast,{Card},{PublicKey},,{keys},,7,,,{source}\n"));

        Assert.Equal(sentence, row.IsWrong ? ImportWords.Of(row) : "");
        if (sentence == "")
        {
            Assert.Equal(wrapped == "" ? null : 32, row.Card!.Key?.Wrapped?.Length);
            Assert.Equal(source == "" && wrapped == "" ? null : 7, row.Card.Key?.Version);
        }
    }

    [Fact]
    public void A_name_of_ten_thousand_characters_is_told_and_not_kept()
    {
        var row = Assert.Single(Read($"{Head}\n1,{new string('x', 10_000)},Coast,,\n"));

        Assert.Equal("Line 2, column “name”: this is too long. At most 200 characters fit.", ImportWords.Of(row));
        Assert.Equal(200, row.Person.Name.Length);
    }

    [Fact]
    public void Rows_that_contradict_each_other_name_each_others_line()
    {
        var rows = Read(
            $"{CardHead}\n1,Amal,Coast,{Card},{PublicKey},,{Wrapping},{Wrapped},,,,\n"
            + $"1,Amalia,Coast,,,,,,,,,\n2,Beca,Coast,{Card},{PublicKey},,,{Wrapped},,,,\n");

        Assert.Empty(rows[0].Faults);
        Assert.Equal(
            "Line 3, column “staff number”: line 2 says something else about the person with this number. Make both the same.",
            ImportWords.Of(rows[1]));
        Assert.Equal("Line 4, column “card id”: the same card is on line 2. Name each card once.", ImportWords.Of(rows[2]));
    }

    [Fact]
    public void A_card_is_read_and_takes_the_wrapping_key_of_the_row_above()
    {
        var certificate = new CertificateRequest("CN=x", Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var der = Convert.ToBase64String(certificate.RawData);
        var file = Open(
            $"{CardHead}\n1,Amal,Coast,{Card.ToLowerInvariant()},{PublicKey},{der},{Wrapping},{Wrapped},A1b2C3,2,,suspended\n"
            + $"2,Beca,Coast,{Card[..31]}0,,-----BEGIN CERTIFICATE-----{der}-----END CERTIFICATE-----,,{Wrapped},,,,\n");
        var (one, two) = (file.Next()!, file.Next()!);

        Assert.Empty(one.Faults);
        Assert.Empty(two.Faults);
        Assert.Equal(Card, one.Card!.Identifier);
        Assert.Equal(2, one.Card.Key!.Version);
        Assert.Equal(0, two.Card!.Key!.WrappingKey);
        Assert.Equal(one.Card.PublicKey, two.Card.PublicKey);
        Assert.Single(file.WrappingKeys);
    }

    public static TheoryData<string, string> BadCards()
    {
        using var small = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = RSA.Create(2048);
        var certificate = Convert.ToBase64String(
            new CertificateRequest("CN=x", other, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100)).RawData);
        return new TheoryData<string, string>
        {
            { $"12AB,{PublicKey},,{Wrapping},{Wrapped},,,,", "“card id”: a card id has 32 hexadecimal digits." },
            {
                $"1.12E+31,{PublicKey},,{Wrapping},{Wrapped},,,,",
                "“card id”: a spreadsheet has rounded it, so digits are lost. Format the column as text and fill it in again."
            },
            { $",{PublicKey},,{Wrapping},{Wrapped},,,,", "“card id”: this is empty. Fill it in." },
            { $"{Card},,,{Wrapping},{Wrapped},,,,", "“public key”: this is empty. Fill it in." },
            {
                $"{Card},AAAA,,{Wrapping},{Wrapped},,,,",
                "“public key”: this is not a public key. Write it as SubjectPublicKeyInfo in base64."
            },
            { $"{Card},%,,{Wrapping},{Wrapped},,,,", "“public key”: this is not base64." },
            {
                $"{Card},{Convert.ToBase64String(curve.ExportSubjectPublicKeyInfo())},,{Wrapping},{Wrapped},,,,",
                "“public key”: the key is not an RSA key."
            },
            {
                $"{Card},{Convert.ToBase64String(small.ExportSubjectPublicKeyInfo())},,{Wrapping},{Wrapped},,,,",
                "“public key”: the RSA key is too small. It needs 2048 bits or more."
            },
            {
                $"{Card},{PublicKey},{certificate},{Wrapping},{Wrapped},,,,",
                "“certificate”: the certificate is of a different key from the one in “public key”."
            },
            { $"{Card},,AAAA,{Wrapping},{Wrapped},,,,", "“certificate”: this is not a certificate. Write it in base64, on one line." },
            { $"{Card},{PublicKey},,,{Wrapped},,,,", "“wrapping key”: there is no wrapping key here, nor in a row above." },
            { $"{Card},{PublicKey},,{Wrapping},AAAA,,,,", "“wrapped key”: this has 3 bytes, which is not the right length." },
            { $"{Card},{PublicKey},,AAAA,{Wrapped},,,,", "“wrapping key”: this has 3 bytes, which is not the right length." },
            { $"{Card},{PublicKey},,{Wrapping},{Wrapped},12,,,", "“key check value”: a key check value has 6 hexadecimal digits." },
            { $"{Card},{PublicKey},,{Wrapping},{Wrapped},,0,,", "“key version”: write a whole number from 1 to 9999." },
            {
                $"{Card},{PublicKey},,{Wrapping},{Wrapped},,,,lost",
                "“card status”: write “in use”, “suspended” or “revoked”, or leave it empty."
            },
        };
    }

    [Theory]
    [MemberData(nameof(BadCards))]
    public void A_card_that_is_wrong_says_why(string cells, string sentence)
    {
        var row = Assert.Single(Read($"{CardHead}\n1,Amal,Coast,{cells}\n"));

        Assert.Equal($"Line 2, column {sentence}", ImportWords.Of(row));
        Assert.Null(row.Card);
    }

    [Fact]
    public void A_file_that_is_none_says_why()
    {
        Assert.Equal("There are no rows in the file.", WhyOf([]));
        Assert.Equal("Line 3 is not in UTF-8. Save the file as “CSV UTF-8” and upload it again.", WhyOf(
            [.. Encoding.UTF8.GetBytes(Head + "\n1,Siân,A,,\n2,Si"), 0xE2, .. "n,A,,\n"u8]));
        Assert.StartsWith(
            "We do not know these columns: shoe size. The columns we know are: staff number, name, organisation, site, status, card id,",
            WhyOf(Encoding.UTF8.GetBytes("staff number,name,organisation,shoe size\n")),
            StringComparison.Ordinal);
        Assert.Equal(
            "These columns are missing: staff number, organisation.", WhyOf(Encoding.UTF8.GetBytes("name\nx\n")));
        Assert.Equal(
            "These columns are there more than once: name.", WhyOf(Encoding.UTF8.GetBytes("staff number,name,NAME,organisation\n")));
    }

    [Fact]
    public void A_missing_quotation_mark_is_told_by_its_line()
    {
        var open = Open($"{Head}\n1,Amal,Coast,,\n2,\"Beca,Coast,,\n");
        open.Next();
        Assert.Null(open.Next());
        Assert.Equal("A cell that begins on line 3 has no closing quotation mark.", ImportWords.Of(open.Fault!));

        var endless = Open($"{Head}\n1,\"{new string('x', 30_000)}\n");
        Assert.Null(endless.Next());
        Assert.Equal(
            "Line 2 has a cell with more than 20000 characters. A quotation mark may be missing.", ImportWords.Of(endless.Fault!));
    }

    [Fact]
    public void A_key_in_clear_ends_the_reading_wherever_it_stands()
    {
        var key = Convert.ToHexString([.. Enumerable.Range(100, 24).Select(i => (byte)i)]);
        var inCell = Open($"{CardHead}\n1,Amal,Coast,{Card},{PublicKey},,,{key},,,,\n");
        Assert.Null(inCell.Next());

        Assert.Equal((2, 8), (inCell.Fault!.Line, inCell.Fault.Column));
        Assert.StartsWith("Line 2, column 8: this looks like a card’s key", ImportWords.Of(inCell.Fault), StringComparison.Ordinal);
        Assert.DoesNotContain(key, ImportWords.Of(inCell.Fault), StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith(
            "Line 1, column 4: this looks",
            WhyOf(Encoding.UTF8.GetBytes($"staff number,name,organisation,{key}\n")),
            StringComparison.Ordinal);
    }

    private static string WhyOf(byte[] file)
    {
        Assert.Null(ImportFile.Open(file, out var fault));
        return ImportWords.Of(fault!);
    }

    private static ImportFile Open(string text) => ImportFile.Open(Encoding.UTF8.GetBytes(text), out _)!;

    private static List<ImportRow> Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static List<ImportRow> Read(byte[] bytes)
    {
        var file = ImportFile.Open(bytes, out _)!;
        var rows = new List<ImportRow>();
        while (file.Next() is { } row)
        {
            rows.Add(row);
        }

        Assert.Null(file.Fault);
        return rows;
    }
}
