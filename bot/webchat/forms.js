// The fields of a form: what was typed stays when one is refused, that one is marked, and secrets can be shown.
const secrets = '.ac-input.secret';
const keepFor = 120000;

// A password field would make a browser ask whether to remember it, so answers are dots drawn over a plain field, where that
// can be done.
const canDrawDots = window.CSS && CSS.supports('-webkit-text-security', 'disc');

/** @param wordsOfShow In the page's language: what shows a secret. */
export function formsIn(chat, wordsOfShow) {
  let typed = null; // what was sent last: it stays in this page, and never comes back from the host
  let awaited = null;
  let reasons = 0;
  const done = new WeakSet();

  const fieldOf = (card, id) => card.querySelector(`[id="${CSS.escape(id)}"] .ac-input, .ac-input[id="${CSS.escape(id)}"]`);
  const cards = () => [...chat.querySelectorAll('.webchat__basic-transcript__scrollable .ac-adaptiveCard')];
  const asksCode = body => body.some(block => block.regex);

  function fieldsOf(activity) {
    const body = activity.attachments?.[0]?.content?.body ?? [];
    return { body, ids: body.filter(block => block.type?.startsWith('Input.')).map(block => block.id) };
  }

  function forget() {
    clearTimeout(typed?.timer);
    typed = null;
  }

  function dress() {
    cards().forEach(card => {
      card.querySelectorAll('input:not([autocomplete])').forEach(input => prepare(card, input));
      addShow(card);
    });
    const card = cards().at(-1);
    if (!awaited || !card || done.has(card) || !awaited.ids.every(id => fieldOf(card, id))) { return; }
    done.add(card);
    putBack(card, awaited.kept);
    awaited.refused.map(id => fieldOf(card, id)).forEach(field => mark(card, field));
    awaited = null;
  }

  /** They stay for as long as somebody works on the form. */
  function putBack(card, values) {
    if (values.size === 0) { return; }
    let timer = null;
    const back = [...values].map(([id, value]) => ({ field: fieldOf(card, id), value }));
    back.forEach(({ field, value }) => { field.value = value; });
    const clear = () => back.forEach(({ field, value }) => { if (field.value === value && field.matches('input')) { field.value = ''; } });
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(clear, keepFor);
    };
    card.addEventListener('input', wait);
    wait();
  }

  function prepare(card, input) {
    const isCode = input === fieldOf(card, 'code');
    input.setAttribute('autocomplete', isCode ? 'one-time-code' : 'off');
    if (isCode) { input.setAttribute('inputmode', 'numeric'); }
    if (input.type !== 'password') { return; }
    input.classList.add('secret');
    input.spellcheck = false;
    if (canDrawDots) { input.type = 'text'; }
  }

  function mark(card, field) {
    field.setAttribute('aria-invalid', 'true');
    const isBefore = block => block.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING;
    const why = [...card.querySelectorAll('.ac-textBlock')].findLast(block => block.textContent.startsWith('⚠') && isBefore(block));
    if (!why) { return; }
    why.id ||= `why-${reasons++}`;
    field.setAttribute('aria-describedby', why.id);
  }

  function addShow(card) {
    const last = [...card.querySelectorAll(secrets)].at(-1);
    if (!last || card.querySelector('.show')) { return; }
    const label = document.createElement('label');
    const box = document.createElement('input');
    const words = document.createElement('span');
    label.className = 'show';
    box.type = 'checkbox';
    box.autocomplete = 'off';
    words.dataset.word = 'show';
    words.textContent = wordsOfShow();
    label.append(box, words);
    box.addEventListener('change', () => card.querySelectorAll(secrets).forEach(field => {
      field.classList.toggle('shown', box.checked);
      if (!canDrawDots) { field.type = box.checked ? 'text' : 'password'; }
    }));
    const action = card.querySelector('.ac-actionSet');
    if (action) { action.before(label); } else { last.after(label); }
  }

  new MutationObserver(dress).observe(chat, { childList: true, subtree: true });

  return {
    /** The person has sent a form. */
    sent({ nonce, button, ...values }) {
      forget();
      typed = { values, timer: setTimeout(forget, keepFor) };
    },
    /** A form has come; Web Chat draws it in a moment. */
    came(activity) {
      const { body, ids } = fieldsOf(activity);
      const refused = activity.channelData?.refused ?? [];
      // Where no field is marked, as after a wrong answer, the same again would only cost another try.
      const isAgain = typed && refused.length > 0 && !asksCode(body) && ids.every(id => id in typed.values);
      awaited = { ids, refused, kept: new Map(isAgain ? ids.map(id => [id, typed.values[id]]) : []) };
      forget();
      dress();
    },
    /** The field for the code of the open form; null = none is open. */
    codeField() {
      const card = cards().at(-1);
      return card ? fieldOf(card, 'code') : null;
    }
  };
}
