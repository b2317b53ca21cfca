namespace Huitang.Media;

/// <summary>The media node is unknown, down, or did not answer in time. What was asked may or may not have happened; ask again once the node is up.</summary>
public sealed class MediaUnavailableException : Exception
{
    /// <summary>Made by the media server.</summary>
    public MediaUnavailableException(string node, string problem, Exception? inner = null) : base($"Media node '{node}': {problem}", inner)
    {
        Node = node;
        Problem = problem;
    }

    /// <summary>Id of the node.</summary>
    public string Node { get; }

    /// <summary>What is wrong, in English for logs.</summary>
    public string Problem { get; }
}

/// <summary>Why a media node refused a request.</summary>
public enum MediaRefusal
{
    /// <summary>The node does not have the room (any more): make it again.</summary>
    RoomGone,

    /// <summary>The leg is gone: open a new one.</summary>
    LegGone,

    /// <summary>The browser's description or candidate was not understood: the client is at fault.</summary>
    BadDescription,

    /// <summary>Wrong secret or key.</summary>
    Forbidden,

    /// <summary>Too many publishers in the room.</summary>
    Full,

    /// <summary>Anything else; see the message.</summary>
    Other,
}

/// <summary>The media node answered and said no.</summary>
public sealed class MediaRefusedException : Exception
{
    /// <summary>Made by the media server.</summary>
    public MediaRefusedException(MediaRefusal refusal, int code, string reason) : base($"{reason} ({code})")
    {
        Refusal = refusal;
        Code = code;
    }

    /// <summary>The kind of refusal.</summary>
    public MediaRefusal Refusal { get; }

    /// <summary>The node's own code, for logs.</summary>
    public int Code { get; }
}
