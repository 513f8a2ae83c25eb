using Smartcard.Look;
using Smartcard.Wording;

namespace Smartcard.BackOffice.SignIn;

/// <summary>The two fields of a new password.</summary>
internal static class NewPassword
{
    public const string Field = "new-password";
    public const string Again = "new-password-again";

    public static Errors Check(IFormCollection form)
    {
        var errors = new Errors();
        if (form[Field].ToString().Length == 0)
        {
            errors.Add(Field, Catalogue.SignIn["new.missing"]);
        }
        else if (form[Field] != form[Again])
        {
            errors.Add(Again, Catalogue.SignIn["new.differ"]);
        }

        return errors;
    }
}
