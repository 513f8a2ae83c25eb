// Leads the person from step to step: a new form has the focus and is in view, by eye, by ear and by keyboard.
const fields = 'input, select, textarea, button';
const lookAgain = [0, 150, 400, 900]; // Web Chat scrolls by itself after it has drawn
const unreadFor = 500;

export function leadThrough(chat) {
  let isLeading = false; // what was said before this page was opened moves nothing
  let isAwaited = false;
  let newest = null;
  let moved = { to: null, at: 0 };
  let heldBack = null;
  let opening = null;

  function newestCard() {
    const cards = [...chat.querySelectorAll('.webchat__basic-transcript__scrollable .ac-adaptiveCard')];
    return cards.findLast(card => card.querySelector(fields));
  }

  /** Do not move the focus of somebody who types, or is elsewhere on the page. */
  function mayMove() {
    const active = document.activeElement;
    return !active || active === document.body || active === chat || (chat.contains(active) && !active.value);
  }

  const scroller = () => chat.querySelector('.webchat__basic-transcript__scrollable');

  /** The card, from the panel on that says how a journey ended, where one stands right above it. */
  function startOf(card) {
    const ending = [...chat.querySelectorAll('.ending')].at(-1);
    const follows = other => ending.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    return ending && [...chat.querySelectorAll('.ac-adaptiveCard')].every(other => other === card || !follows(other)) ? ending : card;
  }

  /** The whole chat, then in it the form from its top, as far as the field goes along. */
  function show(card, field) {
    chat.scrollIntoView({ block: 'nearest' });
    const list = scroller();
    const view = list.getBoundingClientRect();
    const top = startOf(card).getBoundingClientRect().top - view.top - 8;
    const [fieldTop, bottom] = [field.getBoundingClientRect().top - view.top, field.getBoundingClientRect().bottom - view.bottom + 12];
    if (top >= -8 && fieldTop >= 0 && bottom <= 12) { return; }
    list.scrollTop += Math.max(top, bottom);
  }

  /** What stands right above the form, and the beginning of the form. */
  function showAbove(list, card) {
    const view = list.getBoundingClientRect();
    if (card) { list.scrollTop += card.getBoundingClientRect().top - view.top - view.height * 0.75; }
  }

  function lead() {
    const card = newestCard();
    if (!isAwaited || !card || card === newest) { return; }
    isAwaited = false;
    newest = card;
    if (!mayMove()) { return; }
    const field = card.querySelector('[aria-invalid="true"]') ?? card.querySelector(fields);
    moved = { to: field, at: Date.now() };
    field.focus({ preventScroll: true });
    lookAgain.forEach(pause => setTimeout(() => { if (document.activeElement === field) { show(card, field); } }, pause));
  }

  /** A page that was just opened has the focus where its person goes on, unless they are somewhere already. */
  function openAtForm() {
    const card = newestCard();
    if (isLeading || !card || document.activeElement !== document.body) { return; }
    const field = card.querySelector(fields);
    newest = card;
    moved = { to: field, at: Date.now() };
    field.focus({ preventScroll: true });
  }

  new MutationObserver(lead).observe(chat, { childList: true, subtree: true });

  chat.addEventListener('keydown', event => {
    const isField = event.target.matches('.ac-adaptiveCard input');
    const isPress = event.key === 'Enter' ? isField || event.target.matches('.ac-pushButton')
      : event.key === ' ' && event.target.matches('.ac-pushButton');
    const isUnread = event.target === moved.to && Date.now() - moved.at < unreadFor;
    heldBack = isPress && (event.repeat || isUnread) ? event.target : null;
    if (heldBack) {
      event.preventDefault(); // a key that is held down, or pressed twice, would press the button of the next form too
      return;
    }

    const card = event.target.closest('.ac-adaptiveCard');
    if (isField && event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      if (event.target.type === 'checkbox') { return; } // Space is its key
      (card.querySelector('.ac-pushButton.style-positive') ?? card.querySelector('.ac-pushButton'))?.click();
    }
  }, true);

  // Whoever types has seen the form.
  chat.addEventListener('input', event => { if (event.target === moved.to) { moved.to = null; } }, true);

  chat.addEventListener('keyup', event => {
    if (event.key === ' ' && event.target === heldBack) { event.preventDefault(); }
  }, true);

  return {
    /** The person has sent something. */
    personActed() { isLeading = true; },
    /** Something was said; the page draws it in a moment. Who fills in a form goes on with it. */
    wordsCame(isAboveForm) {
      setTimeout(() => {
        const list = scroller();
        if (isAboveForm && list) { showAbove(list, newestCard()); return; }
        if (isLeading && list && !document.activeElement?.matches('#chat .ac-input')) { list.scrollTop = list.scrollHeight; }
      }, 100);
    },
    /** A form has come; the page draws it in a moment. */
    formCame() {
      if (!isLeading) {
        newest = null;
        clearTimeout(opening);
        opening = setTimeout(openAtForm, 400);
        setTimeout(() => { newest ??= newestCard(); isLeading = true; }, 2000);
        return;
      }
      newest ??= newestCard();
      isAwaited = true;
      lead();
    }
  };
}
