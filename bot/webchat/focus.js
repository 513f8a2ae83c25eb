// Leads the person from step to step: a new form has the focus and is in view, by eye, by ear and by keyboard.
const fields = 'input, select, textarea, button';
const lookAgain = [0, 150, 400, 900]; // Web Chat scrolls by itself after it has drawn

export function leadThrough(chat) {
  let isLeading = false; // what was said before this page was opened moves nothing
  let isAwaited = false;
  let newest = null;

  function newestCard() {
    return [...chat.querySelectorAll('.webchat__basic-transcript__scrollable .ac-adaptiveCard')].findLast(card => card.querySelector(fields));
  }

  /** Whoever types, or is somewhere else on the page, is not called away. */
  function mayMove() {
    const active = document.activeElement;
    return !active || active === document.body || active === chat || (chat.contains(active) && !active.value);
  }

  function isInView(field) {
    const { top, bottom } = field.getBoundingClientRect();
    const view = chat.querySelector('.webchat__basic-transcript__scrollable').getBoundingClientRect();
    return top >= Math.max(view.top, 0) && bottom <= Math.min(view.bottom, window.innerHeight);
  }

  function show(card, field) {
    if (isInView(field)) { return; }
    card.scrollIntoView({ block: 'start' });
    if (!isInView(field)) { field.scrollIntoView({ block: 'center' }); }
  }

  function lead() {
    const card = newestCard();
    if (!isAwaited || !card || card === newest) { return; }
    isAwaited = false;
    newest = card;
    if (!mayMove()) { return; }
    const field = card.querySelector(fields);
    field.focus({ preventScroll: true });
    lookAgain.forEach(pause => setTimeout(() => { if (document.activeElement === field) { show(card, field); } }, pause));
  }

  new MutationObserver(lead).observe(chat, { childList: true, subtree: true });

  chat.addEventListener('keydown', event => {
    const isButton = event.target.matches('.ac-pushButton');
    if (event.repeat && isButton && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault(); // a key that is held down would press the button of the next form too
    }

    const card = event.target.closest('.ac-adaptiveCard');
    if (card && event.key === 'Enter' && !event.repeat && !event.isComposing && event.target.matches('input')) {
      event.preventDefault();
      (card.querySelector('.ac-pushButton.style-positive') ?? card.querySelector('.ac-pushButton'))?.click();
    }
  }, true);

  return {
    /** The person has sent something. */
    hasActed() { isLeading = true; },
    /** A form has come; the page draws it in a moment. */
    isAsked() {
      if (!isLeading) {
        newest = null;
        setTimeout(() => { newest ??= newestCard(); isLeading = true; }, 2000);
        return;
      }
      newest ??= newestCard();
      isAwaited = true;
      lead();
    }
  };
}
