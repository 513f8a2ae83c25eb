namespace Smartcard.Tests.PublicEndpoints.StaffApi;

/// <summary>The OpenAPI document of the calls of other systems: what it holds, and that docs/ has it as it is.</summary>
public sealed class StaffApiDocumentTests : IAsyncLifetime
{
    private ServedDocument _served = null!;

    public async ValueTask InitializeAsync() => _served = await ServedDocument.ReadAsync("/openapi/api.json", "api.openapi.json");

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    [Fact]
    public Task The_copy_in_the_documents_is_what_a_host_serves() => 
        _served.AssertCopyIsTheSameAsync("Systems");

    [Fact]
    public void Is_valid() => _served.AssertIsValid();

    [Fact]
    public void Has_the_calls_of_other_systems_and_no_others() => _served.AssertHasCallsBelow("/api/v1/");

    [Fact]
    public void Every_call_wants_a_token_and_says_what_it_does_and_every_member_is_explained()
    {
        Assert.All(_served.Calls(), call =>
        {
            var name = $"{call.Method} {call.Path}";
            Assert.True(call.Operation["security"]![0]!.AsObject().ContainsKey("apiToken"), name);
            Assert.False(string.IsNullOrEmpty((string?)call.Operation["summary"]), name);
        });
        foreach (var (type, schema) in _served.Schemas().Where(s => s.Key != "ProblemDetails"))
        {
            foreach (var (member, said) in schema!["properties"]!.AsObject())
            {
                var isSaid = said!["description"] is not null || said["$ref"] is not null;
                Assert.True(isSaid, $"{type}.{member} is not explained.");
            }
        }
    }
}
