using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Smartcard.Server.Setup;

/// <summary>HTML in which whatever is put in is encoded, unless it is HTML already: <c>Html.Of($"&lt;p&gt;{name}&lt;/p&gt;")</c>.</summary>
internal readonly record struct Html(string? Text)
{
    public static Html Of(Builder html) => new(html.ToString());

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts));

    public override string ToString() => Text ?? "";

    [InterpolatedStringHandler]
    internal readonly struct Builder(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _html = new(literalLength + (16 * formattedCount));

        public void AppendLiteral(string literal) => _html.Append(literal);

        public void AppendFormatted(Html html) => _html.Append(html.Text);

        public void AppendFormatted(string? text) => _html.Append(WebUtility.HtmlEncode(text));

        public void AppendFormatted<T>(T value, string? format = null)
            where T : IFormattable => AppendFormatted(value.ToString(format, CultureInfo.InvariantCulture));

        public override string ToString() => _html.ToString();
    }
}
