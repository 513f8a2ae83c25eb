using Smartcard.Look;

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
            errors.Add(Field, "Enter a new password.");
        }
        else if (form[Field] != form[Again])
        {
            errors.Add(Again, "The two passwords are not the same. Type the same password twice.");
        }

        return errors;
    }
}
