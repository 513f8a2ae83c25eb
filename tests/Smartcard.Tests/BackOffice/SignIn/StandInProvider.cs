using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Smartcard.Tests.BackOffice.SignIn;

/// <summary>
/// An OpenID Connect provider on loopback: discovery, keys, authorize and token endpoints, with real signatures; and
/// ways to lie.
/// </summary>
internal sealed class StandInProvider : IAsyncDisposable
{
    public const string ClientId = "smartcard";
    public const string ClientSecret = "stand-in secret";

    // Made once: an RSA key takes longer to make than most tests take to run.
    private static readonly RSA Key = RSA.Create(2048);
    private static readonly RSA OtherKey = RSA.Create(2048);

    private readonly Dictionary<string, (string Nonce, string Challenge, string RedirectUri)> _codes = [];
    private readonly WebApplication _app;

    private StandInProvider()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => Results.Text(
            new JsonObject
            {
                ["issuer"] = Address,
                ["authorization_endpoint"] = Address + "/authorize",
                ["token_endpoint"] = Address + "/token",
                ["jwks_uri"] = Address + "/keys",
                ["response_types_supported"] = new JsonArray("code"),
                ["subject_types_supported"] = new JsonArray("public"),
                ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            }.ToJsonString(),
            "application/json"));
        _app.MapGet("/keys", () =>
        {
            var key = Key.ExportParameters(false);
            return Results.Text(
                new JsonObject
                {
                    ["keys"] = new JsonArray(new JsonObject
                    {
                        ["kty"] = "RSA",
                        ["use"] = "sig",
                        ["alg"] = "RS256",
                        ["kid"] = "1",
                        ["n"] = Base64Url.EncodeToString(key.Modulus),
                        ["e"] = Base64Url.EncodeToString(key.Exponent),
                    }),
                }.ToJsonString(),
                "application/json");
        });
        _app.MapGet("/authorize", (HttpContext http) =>
        {
            var query = http.Request.Query;
            if (query["client_id"] != ClientId
                || query["response_type"] != "code"
                || query["code_challenge_method"] != "S256"
                || !query["scope"].ToString().Split(' ').Contains("openid"))
            {
                return Results.BadRequest();
            }

            var code = RandomNumberGenerator.GetHexString(32);
            _codes[code] = (query["nonce"].ToString(), query["code_challenge"].ToString(), query["redirect_uri"].ToString());
            return Results.Redirect($"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"].ToString())}");
        });
        _app.MapPost("/token", async (HttpContext http) =>
        {
            var form = await http.Request.ReadFormAsync();
            var verifier = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
            if (!_codes.Remove(form["code"].ToString(), out var asked) || asked.Challenge != verifier || asked.RedirectUri != form["redirect_uri"] || form["client_secret"].ToString() != Secret)
            {
                return Results.BadRequest(new { error = "invalid_grant" });
            }

            return Results.Text(
                new JsonObject
                {
                    ["access_token"] = "none of our business",
                    ["token_type"] = "Bearer",
                    ["expires_in"] = 300,
                    ["id_token"] = Sign(asked.Nonce),
                }.ToJsonString(),
                "application/json");
        });
    }

    public string Address => _app.Urls.Single();

    public string Secret { get; init; } = ClientSecret;

    public string Subject { get; set; } = "u-1001";

    public string[] Groups { get; set; } = ["ra-desk", "everybody"];

    /// <summary>Changes the claims of a token before it is signed.</summary>
    public Action<JsonObject> Lie { get; set; } = _ => { };

    public string Algorithm { get; set; } = "RS256";

    public bool SignsWithAnotherKey { get; set; }

    public static async Task<StandInProvider> StartAsync(string? secret = ClientSecret)
    {
        var provider = new StandInProvider { Secret = secret ?? "" };
        await provider._app.StartAsync();
        return provider;
    }

    /// <summary>What a host is told to use it.</summary>
    public string[] Settings(params string[] more) =>
    [
        $"--SignIn:OpenIdConnect:Authority={Address}",
        $"--SignIn:OpenIdConnect:ClientId={ClientId}",
        $"--SignIn:OpenIdConnect:ClientSecret={Secret}",
        "--SignIn:OpenIdConnect:Groups:RaAdmin:0=ra-desk",
        "--SignIn:OpenIdConnect:Groups:Booth:0=booth-day",
        "--SignIn:OpenIdConnect:Groups:Booth:1=booth-night",
        "--SignIn:OpenIdConnect:Groups:Auditor:0=audit",
        .. more,
    ];

    /// <summary>The person says yes at the provider. Where it sends the browser then.</summary>
    public static async Task<string> AuthorizeAsync(string address)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var response = await http.GetAsync(new Uri(address), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Found, response.StatusCode);
        return response.Headers.Location!.PathAndQuery;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
    }

    private string Sign(string nonce)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Address,
            ["aud"] = ClientId,
            ["sub"] = Subject,
            ["nonce"] = nonce,
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + 300,
            ["name"] = "Nia Provider",
            ["email"] = "nia@trust.example",
            ["groups"] = new JsonArray([.. Groups.Select(g => (JsonNode)g)]),
        };
        Lie(claims);
        var header = new JsonObject
        {
            ["alg"] = Algorithm,
            ["typ"] = "JWT",
            ["kid"] = "1",
        };
        var signed =
            Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.ToJsonString()))
            + "."
            + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()));
        return signed
            + "."
            + Algorithm switch
            {
                "none" => "",
                "HS256" => Base64Url.EncodeToString(
                    HMACSHA256.HashData(
                        Encoding.UTF8.GetBytes(Key.ExportSubjectPublicKeyInfoPem()),
                        Encoding.ASCII.GetBytes(signed))),
                _ => Base64Url.EncodeToString(
                    (SignsWithAnotherKey ? OtherKey : Key).SignData(
                        Encoding.ASCII.GetBytes(signed),
                        HashAlgorithmName.SHA256,
                        RSASignaturePadding.Pkcs1)),
            };
    }
}
