using Microsoft.AspNetCore.Http;

namespace Smartcard.Bot.Channels.DirectLine;

/// <summary>An error as Direct Line clients read it: <c>{"error":{"code","message"}}</c>.</summary>
internal static class DirectLineError
{
    public static IResult Of(int status, string code, string message) =>
        Results.Json(new { error = new { code, message } }, statusCode: status);

    public static IResult BadArgument(string message) => Of(StatusCodes.Status400BadRequest, "BadArgument", message);
}
