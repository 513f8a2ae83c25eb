using Smartcard.Expressions;

// Evaluates the expressions of workflows, one a line of standard input, apart from the host: what makes any amount of memory, nests without
// end or never comes back ends this program, and nothing else. The host starts it with a limit of memory, and it ends when the host does.
using var input = new StreamReader(Console.OpenStandardInput());
await using var output = Console.OpenStandardOutput();
while (await input.ReadLineAsync() is { } line)
{
    var (response, isSound) = Evaluator.Answer(line);
    await output.WriteAsync(response);
    await output.FlushAsync();
    if (!isSound)
    {
        return 1;
    }
}

return 0;
