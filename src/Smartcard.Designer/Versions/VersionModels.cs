using Smartcard.Look;
using Smartcard.Wording;

namespace Smartcard.Designer.Versions;

/// <summary>Something that somebody did.</summary>
public sealed record Deed(DateTimeOffset At, string By);

/// <param name="Said">What was done just now, if anything.</param>
/// <param name="Designer">Address of the drawing.</param>
/// <param name="Latest">Number of the newest version.</param>
/// <param name="Warnings">What is probably a slip in the newest version.</param>
/// <param name="File">What is to be said of the file on disk, if anything.</param>
/// <param name="Requests">The newest requests for approval, newest first.</param>
/// <param name="Versions">Newest first.</param>
/// <param name="Comparison">Null where there is only one version.</param>
public sealed record VersionsModel(
    string? Said,
    string Designer,
    int Latest,
    IReadOnlyList<string> Warnings,
    FileModel? File,
    IReadOnlyList<RequestLine> Requests,
    IReadOnlyList<VersionLine> Versions,
    ComparisonModel? Comparison);

/// <param name="State">In words.</param>
/// <param name="Saved">Null where it is not known.</param>
/// <param name="Published">Null where it was never published, or it is not known.</param>
/// <param name="Revert">Where it is made the draft again; null where that cannot be done.</param>
public sealed record VersionLine(int Number, string State, Deed? Saved, Deed? Published, string Download, string? Revert);

/// <param name="Problem">Why it cannot be used; null when it can.</param>
/// <param name="Offered">What it offers; null when that is nothing new.</param>
public sealed record FileModel(string Name, string? Problem, FileOffer? Offered);

/// <param name="Differs">The version that it differs from.</param>
/// <param name="NoticedAt">The start of the host that found it.</param>
/// <param name="Page">Where to decide on it; null for whoever may not.</param>
public sealed record FileOffer(VersionChoice Differs, DateTimeOffset NoticedAt, string? Page);

/// <param name="AskedBy">Begins the sentence.</param>
/// <param name="End">What became of it, as a sentence begins; null while it waits.</param>
/// <param name="EndedAt">Null where it is not known.</param>
/// <param name="EndedBy">Null where nobody decided.</param>
/// <param name="Reason">Of a rejection.</param>
public sealed record RequestLine(
    string AskedBy, DateTimeOffset AskedAt, int Version, string? End, DateTimeOffset? EndedAt, string? EndedBy, string? Reason);

/// <param name="All">To choose from, newest first.</param>
public sealed record ComparisonModel(VersionChoice From, VersionChoice To, IReadOnlyList<VersionChoice> All, Differences Found);

public sealed record VersionChoice(int Number, string State)
{
    public string InWords => Catalogue.Versions["choice", ("version", Number), ("state", State)];
}

/// <summary>A draft that is about to be made, of an older version or of a file.</summary>
/// <param name="Latest">Number of the newest version.</param>
/// <param name="IsReplaced">Whether the newest is a draft, which the new one replaces.</param>
/// <param name="Heading">Above what differs.</param>
/// <param name="Action">Where the form is sent.</param>
/// <param name="Seen">Hidden fields: hashes of what is shown, so that what has changed since is not replaced unseen.</param>
/// <param name="Button">Its words.</param>
/// <param name="Ignore">Where to send that the file is left out; null for an older version.</param>
/// <param name="Back">The page of versions.</param>
public sealed record NewDraftModel(
    int Latest,
    bool IsReplaced,
    string Heading,
    Differences Found,
    string Action,
    IReadOnlyList<KeyValuePair<string, string>> Seen,
    string Button,
    string? Ignore,
    string Back);

/// <summary>Whether publishing waits for a second person.</summary>
public enum ApprovalRule
{
    Off,
    On,

    /// <summary>It does, and there is nobody who could approve what this person asks for.</summary>
    OnWithNobodyElse,
}

public sealed record ApprovalsModel(ApprovalRule Rule, IReadOnlyList<ApprovalModel> Requests, Errors Errors);

/// <param name="Name">Of the workflow; its id where the draft is gone.</param>
/// <param name="Draft">Null where it is gone.</param>
/// <param name="Decision">Null for whoever may not decide anything.</param>
public sealed record ApprovalModel(string Name, DraftModel? Draft, DecisionModel? Decision);

/// <param name="Published">Number of the version that staff use; null where they use none.</param>
/// <param name="Versions">Address of the page of versions, with these two compared.</param>
public sealed record DraftModel(int Version, string AskedBy, DateTimeOffset AskedAt, int? Published, Differences Found, string Versions);

/// <param name="Path">Of the request; what is decided stands below it.</param>
/// <param name="WhyNot">Why this person cannot decide, though they may withdraw; null when they can.</param>
/// <param name="Field">Name of the field for the reason.</param>
/// <param name="Reason">What they typed there before.</param>
public sealed record DecisionModel(string Path, string? WhyNot, string Field, string? Reason);
