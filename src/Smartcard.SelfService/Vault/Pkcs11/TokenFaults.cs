using Net.Pkcs11Interop.Common;

namespace Smartcard.SelfService.Vault.Pkcs11;

/// <summary>What the return values of PKCS#11 mean for us.</summary>
internal static class TokenFaults
{
    private const string Unwrap = "C_UnwrapKey";

    /// <summary>The session, the token or the library has gone. A fresh session may work.</summary>
    public static bool IsLost(this Pkcs11Exception fault) => fault.RV switch
    {
        CKR.CKR_DEVICE_REMOVED or CKR.CKR_DEVICE_ERROR or CKR.CKR_TOKEN_NOT_PRESENT or CKR.CKR_TOKEN_NOT_RECOGNIZED
            or CKR.CKR_SLOT_ID_INVALID or CKR.CKR_SESSION_HANDLE_INVALID or CKR.CKR_SESSION_CLOSED or CKR.CKR_SESSION_COUNT
            or CKR.CKR_USER_NOT_LOGGED_IN or CKR.CKR_CRYPTOKI_NOT_INITIALIZED or CKR.CKR_OBJECT_HANDLE_INVALID
            or CKR.CKR_KEY_HANDLE_INVALID or CKR.CKR_UNWRAPPING_KEY_HANDLE_INVALID or CKR.CKR_OPERATION_ACTIVE
            or CKR.CKR_FUNCTION_FAILED or CKR.CKR_HOST_MEMORY => true,
        CKR.CKR_GENERAL_ERROR => fault.Method != Unwrap,
        _ => false,
    };

    public static bool IsPinRefused(this Pkcs11Exception fault) =>
        fault.RV is CKR.CKR_PIN_INCORRECT or CKR.CKR_PIN_LOCKED or CKR.CKR_PIN_EXPIRED or CKR.CKR_PIN_INVALID or CKR.CKR_PIN_LEN_RANGE;

    /// <summary>What was to be unwrapped is not what it should be. SoftHSM has only the general error for it.</summary>
    public static bool IsNotWrapped(this Pkcs11Exception fault) =>
        fault.Method == Unwrap
        && fault.RV is CKR.CKR_GENERAL_ERROR or CKR.CKR_WRAPPED_KEY_INVALID or CKR.CKR_WRAPPED_KEY_LEN_RANGE
            or CKR.CKR_ENCRYPTED_DATA_INVALID or CKR.CKR_ENCRYPTED_DATA_LEN_RANGE or CKR.CKR_DATA_INVALID or CKR.CKR_DATA_LEN_RANGE
            or CKR.CKR_KEY_SIZE_RANGE or CKR.CKR_TEMPLATE_INCONSISTENT;

    /// <summary>For operators.</summary>
    public static string Sentence(this Pkcs11Exception fault, string token) => fault.RV switch
    {
        CKR.CKR_DEVICE_MEMORY => $"The token {token} is full ({fault.RV}). Free some room in it.",
        CKR.CKR_TOKEN_NOT_PRESENT or CKR.CKR_DEVICE_REMOVED or CKR.CKR_SLOT_ID_INVALID or CKR.CKR_TOKEN_NOT_RECOGNIZED =>
            $"The token {token} is not there ({fault.RV}).",
        _ => $"The token {token} cannot be used right now ({fault.Method}: {fault.RV}).",
    };
}
