// A mailed code that is pasted anywhere in the page goes into its field, and is sent.
// No part of a phone number, such as 01792 123456, (0800) 123 456 or 123-456-789, nor of a reference such as AB-123456.
const digits = /(?<!\p{N}\)?[ \u00a0-]?)(?<!\p{L}-?)\d{3}[ -]?\d{3}(?![ \u00a0-]?\p{N})(?!-?\p{L})/gu;
const longest = 2000;

/** The one code in a text, such as the whole mail; null where there is none, or several. */
export function codeIn(text) {
  if (text.length > longest) { return null; }
  const codes = new Set([...text.matchAll(digits)].map(([code]) => code.replace(/\D/g, '')));
  return codes.size === 1 ? [...codes][0] : null;
}

/** @param codeField The field of the open form; null = none is open. */
export function takePastedCodes(codeField) {
  let last = null;

  document.addEventListener('paste', event => {
    const field = codeField();
    const code = field && codeIn(event.clipboardData?.getData('text/plain') ?? '');
    if (!code) { return; }
    event.preventDefault();
    event.stopPropagation();
    field.value = code;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.focus();
    // Nobody mistypes what they paste. The same again is theirs to send: it may have cost a try.
    if (code !== last) { field.closest('.ac-adaptiveCard').querySelector('.ac-pushButton.style-positive')?.click(); }
    last = code;
  }, true);
}
