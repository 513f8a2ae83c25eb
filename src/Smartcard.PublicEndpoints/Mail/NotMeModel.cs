namespace Smartcard.PublicEndpoints.Mail;

/// <param name="Button">Its words, where self-service can be stopped here.</param>
/// <param name="Booth">Where the IT booth is, where that helps.</param>
public sealed record NotMeModel(string Text, string? Button = null, string? Booth = null);
