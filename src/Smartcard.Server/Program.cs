using Smartcard.Server;
using Smartcard.Server.Setup;

return args is [WorkflowCheck.Argument, .. var files]
    ? await WorkflowCheck.RunAsync(files, Console.Out)
    : await Startup.RunAsync(args, static builder => HostApp.Build(builder));
