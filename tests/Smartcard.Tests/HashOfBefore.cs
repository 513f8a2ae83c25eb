namespace Smartcard.Tests;

/// <summary>
/// Hashes of answers as hosts wrote them when a hash did not say its folding: they are in databases, and must go on
/// being right.
/// </summary>
internal static class HashOfBefore
{
    private static readonly Dictionary<string, string> Hashes = new(StringComparer.Ordinal)
    {
        ["Łódź"] = "$argon2id$v=19$m=19456,t=2,p=1$Sq5G7XkGwlQxT71E6opR6Q$Ej3ctsZi6D9rBDb4taiVq6sWq27IiXzuodLU59npOcE",
        ["किताब"] = "$argon2id$v=19$m=19456,t=2,p=1$jy8KmqEq8Q1z8nB+Qd1a0A$gZNce1Aqh7lI4MXhfAIaHFCnEbnnFkJKsx3I5zNCgA8",
        ["St. Mary's"] = "$argon2id$v=19$m=19456,t=2,p=1$L2IvrzjrPU9NV5daiSokvw$FEi73oxj41+1qL0Ju2XG5RJjVEDFWg2Og7Q0MJvZvaU",
        ["Aberystwyth pier"] = "$argon2id$v=19$m=19456,t=2,p=1$6JEHWffkIYagLE1cuta6/g$iMUWGGfwSgmUJec6JsGIOACTkZTQoRUA2GwlOAeJRoM",
        ["Llewellyn-Jones"] = "$argon2id$v=19$m=19456,t=2,p=1$2xzLqcIcOfNKRWHuVo768g$T1H2a1tTzpXd41qvpm3M/CuQIQLqkEDfl3rmOO+sPLE",
        ["Mrs Pritchard"] = "$argon2id$v=19$m=19456,t=2,p=1$2WT3e67Asz4sB1Fz7ERDQg$gOsD3822oJsLCWzDpC1ukIdftZSsxYwKgY+rTSl7QPQ",
    };

    public static string Of(string answer) => Hashes[answer];
}
