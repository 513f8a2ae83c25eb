namespace Smartcard.SelfService.CardTasks;

/// <summary>Passcodes that too many people use, of 4 to 8 characters: refused unless the installation has a list of its own. S15.</summary>
/// <remarks>Helpers refuse one character all the way through, and runs such as 1234 or fedc, by themselves.</remarks>
internal static class CommonPasscodes
{
    public static IReadOnlyList<string> All { get; } =
    [
        .. Split("""
            1212 1313 1122 2211 1221 2121 2112 1010 2020 3030 1004 0007 2580 0852 1379 7931 1397 2468 8642 1357 7531 3691 1973 0101
            1230 1236 1233 1342 1478 1590 1928 2486 4200 5150 5683 6969 9090 9696 0070 0911 1911 1066 1966
            12321 12312 11223 13579 24680 90210 55443
            121212 123123 112233 123321 131313 102030 159753 147258 258456 147852 789456 696969 232323 252525 101010 010203
            654123 321321 147147 123654 789123 112211 110110
            1231234 1472583
            12341234 12344321 11223344 12121212 11112222 10203040 14725836 12312312 19841984 20202020
            qwer qwerty qwertyu qwertyui asdf asdfgh asdfghjk zxcv zxcvbn zxcvbnm qazwsx qazwsxed 1qaz 1q2w 1q2w3e 1q2w3e4r q1w2e3
            pass pass1 pass12 pass123 pass1234 passw0rd password passcode passc0de p@ssword p@ssw0rd
            admin admin1 admin123 login letmein letmein1 welcome welcome1 hello hello1 hello123 test test1 test123 test1234 secret
            abc1 abc12 abc123 abcd1234 a1b2 a1b2c3 a1b2c3d4 aa11 aabb iloveyou love love123 loveyou
            card card123 smart smartcrd nhs1 nhs12 nhs123 nhs1234 nhsnhs hospital doctor doctor1 nurse nurse1 nurse123 ward ward1
            monkey dragon football arsenal chelsea liverpoo everton rangers celtic rugby cymru cymru1 wales wales1 london summer winter
            sunshine princess charlie george oliver
            """),
    ];

    private static string[] Split(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
