using Huitang.Host.Cli;

return await HuitangCommand.RunAsync(args);
