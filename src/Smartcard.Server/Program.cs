using Smartcard.Server;
using Smartcard.Server.Setup;

return await Startup.RunAsync(args, static builder => HostApp.Build(builder));
