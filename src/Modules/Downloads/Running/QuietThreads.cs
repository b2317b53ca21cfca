using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Huitang.Downloads.Running;

/// <summary>
/// Threads on which files are written, with less claim to the processor than those that serve people and meetings: the runtime's own thread priorities have no effect on Linux,
/// the niceness of a thread has.
/// </summary>
internal sealed class QuietThreads : TaskScheduler, IDisposable
{
    private const int OfProcess = 0;
    private const int CallingThread = 0;
    private const int Niceness = 10;

    private readonly BlockingCollection<Task> _work = [];

    public QuietThreads(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var thread = new Thread(Run) { IsBackground = true, Name = "huitang-files", Priority = ThreadPriority.BelowNormal };
            thread.Start();
        }
    }

    public void Dispose() => _work.CompleteAdding();

    protected override void QueueTask(Task task) => _work.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _work.ToArray();

    private void Run()
    {
        if (OperatingSystem.IsLinux()) _ = SetPriority(OfProcess, CallingThread, Niceness);
        foreach (var task in _work.GetConsumingEnumerable()) TryExecuteTask(task);
    }

    [DllImport("libc", EntryPoint = "setpriority"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
#pragma warning disable SYSLIB1054 // generated marshalling is unsafe code, and there is nothing to marshal
    private static extern int SetPriority(int which, int who, int value);
#pragma warning restore SYSLIB1054
}
