// What the person sends, until the host has it. We show it as theirs, hide what may be secret, and never send it twice.
const dots = '••••••';
const shownAfter = 1000;

const idOf = activity => activity.channelData?.clientActivityID;
const sameValues = (one, other) => JSON.stringify(one.value) === JSON.stringify(other.value);
const withActivity = (action, activity) => ({ ...action, payload: { ...action.payload, activity } });

/** The words on the button that was pressed, as its form says them. */
function labelOf(store, { nonce, button }) {
  const cards = store.getState().activities.flatMap(activity => activity.attachments ?? []).map(attachment => attachment.content);
  const actions = cards.flatMap(card => card?.actions ?? []);
  return actions.findLast(action => action.data?.nonce === nonce && action.data.button === button)?.title ?? dots;
}

/**
 * @param correct Sends a message in the place of an earlier one with its id; false = too late.
 * @param sayStillSending Says that the first answer is on its way, and a second is not taken.
 */
export function outboxOf(storeOf, { correct, sayStillSending }) {
  const whole = new Map(); // as they are to be sent, by the client's id, in case they have to be sent again
  const onTheirWay = new Set();
  const newest = new Map(); // the id that a message was first sent under, which the host knows -> the one of its last try
  const echoes = new Map(); // what the host gave back, until Web Chat knows that it is sent
  const rejected = new Set();

  function fulfil(id, activity, next) {
    forget(id);
    return next({ type: 'DIRECT_LINE/POST_ACTIVITY_FULFILLED', meta: { clientActivityID: id }, payload: { activity } });
  }

  function begin(action, next) {
    const { activity } = action.payload;
    const id = idOf(activity);
    const kept = whole.get(id);
    if (kept) {
      whole.delete(id);
      rejected.delete(id);
      return next(withActivity(action, { ...kept, channelData: { ...kept.channelData, firstId: kept.channelData.firstId ?? id } }));
    }
    const { nonce } = activity.value ?? {};
    const earlier = nonce && [...onTheirWay].find(other => whole.get(other)?.value?.nonce === nonce);
    return earlier ? pressedAgain(earlier, activity) : next(action);
  }

  function pressedAgain(id, { value }) {
    const first = whole.get(id);
    const second = { ...first, value };
    if (sameValues(first, second)) { return; }
    if (!correct(second)) { sayStillSending(); return; }
    whole.set(id, second);
    show(id);
  }

  // What a person types may be a passcode in the wrong place, so the page shows it only as the host gives it back. A form
  // is closed by the host; until it does, and only where that takes a while, its button is shown as sent.
  function pend(action, next) {
    const { activity } = action.payload;
    const id = idOf(activity);
    if (activity.type !== 'message' || !id) { return next(action); }
    whole.set(id, activity);
    onTheirWay.add(id);
    if (activity.channelData.firstId) { newest.set(activity.channelData.firstId, id); }
    if (activity.value?.nonce) { setTimeout(() => { if (onTheirWay.has(id)) { show(id); } }, shownAfter); }
    return next(activity.text ? withActivity(action, { ...activity, text: dots }) : action);
  }

  function show(id) {
    const { value, ...shown } = whole.get(id);
    const { postBack, ...channelData } = shown.channelData;
    storeOf().dispatch({
      type: 'DIRECT_LINE/POST_ACTIVITY_PENDING', meta: { clientActivityID: id, method: 'keyboard' }, isShown: true,
      payload: { activity: { ...shown, text: labelOf(storeOf(), value), channelData } }
    });
  }

  /** The host has it. Web Chat waits for the id of the last try, and may have given up. */
  function hear(action, next) {
    const { activity } = action.payload;
    const first = idOf(activity);
    const id = newest.get(first) ?? first;
    if (!whole.has(id)) { return next(action); }
    whole.delete(id);
    onTheirWay.delete(id);
    const echo = { ...activity, channelData: { ...activity.channelData, clientActivityID: id } };
    echoes.set(id, echo);
    let result = next(action); // takes the place of the first try, and then of the last
    if (id !== first) { result = next(withActivity(action, echo)); }
    return rejected.has(id) ? fulfil(id, echo, next) : result;
  }

  function forget(id) {
    whole.delete(id);
    onTheirWay.delete(id);
    rejected.delete(id);
    echoes.delete(id);
    newest.forEach((last, first) => { if (last === id) { newest.delete(first); } });
  }

  function giveUp(action, next) {
    const id = action.meta.clientActivityID;
    if (echoes.has(id)) { return fulfil(id, echoes.get(id), next); }
    onTheirWay.delete(id);
    rejected.add(id);
    return next(action);
  }

  return {
    /** Web Chat's actions, on their way to its store. */
    pass(action, next) {
      switch (action.type) {
        case 'DIRECT_LINE/POST_ACTIVITY': return begin(action, next);
        case 'DIRECT_LINE/POST_ACTIVITY_PENDING': return action.isShown ? next(action) : pend(action, next);
        case 'DIRECT_LINE/POST_ACTIVITY_FULFILLED': forget(action.meta.clientActivityID); break;
        case 'DIRECT_LINE/INCOMING_ACTIVITY': return hear(action, next);
        case 'DIRECT_LINE/POST_ACTIVITY_REJECTED': return giveUp(action, next);
      }
      return next(action);
    }
  };
}
