// What the person sends, until the host has it: shown as theirs, hidden where it may be a secret, and never sent twice.
const dots = '••••••';
const shownAfter = 1000;

const idOf = activity => activity.channelData?.clientActivityID;

/** The words on the button that was pressed, as its form says them. */
function labelOf(store, { nonce, button }) {
  const cards = store.getState().activities.flatMap(activity => activity.attachments ?? []).map(attachment => attachment.content);
  const actions = cards.flatMap(card => card?.actions ?? []);
  return actions.findLast(action => action.data?.nonce === nonce && action.data.button === button)?.title ?? dots;
}

export function lettersOf(storeOf) {
  // As they are to be sent, by the client's id: for the case that they have to be sent again.
  const whole = new Map();
  const onTheirWay = new Set();

  const isOnItsWay = nonce => [...onTheirWay].some(id => whole.get(id)?.value?.nonce === nonce);
  const withActivity = (action, activity) => ({ ...action, payload: { ...action.payload, activity } });

  function begin(action, next) {
    const { activity } = action.payload;
    const kept = whole.get(idOf(activity));
    if (activity.value?.nonce && isOnItsWay(activity.value.nonce)) { return undefined; } // pressed again while it is kept
    return next(kept ? withActivity(action, kept) : action);
  }

  // What a person types may be a passcode in the wrong place, so the page shows it only as the host gives it back. A form
  // is closed by the host; until it does, and only where that takes a while, its button is shown as sent.
  function pend(action, next) {
    const { activity } = action.payload;
    const id = idOf(activity);
    if (activity.type !== 'message' || !id) { return next(action); }
    whole.set(id, activity);
    onTheirWay.add(id);
    if (activity.value?.nonce) {
      setTimeout(() => {
        if (!onTheirWay.has(id)) { return; }
        const { value, ...shown } = activity;
        const { postBack, ...channelData } = activity.channelData;
        storeOf().dispatch({ ...withActivity(action, { ...shown, text: labelOf(storeOf(), value), channelData }), isShown: true });
      }, shownAfter);
    }
    return next(activity.text ? withActivity(action, { ...activity, text: dots }) : action);
  }

  return {
    /** Web Chat's actions, on their way to its store. */
    pass(action, next) {
      switch (action.type) {
        case 'DIRECT_LINE/POST_ACTIVITY': return begin(action, next);
        case 'DIRECT_LINE/POST_ACTIVITY_PENDING': return action.isShown ? next(action) : pend(action, next);
        case 'DIRECT_LINE/POST_ACTIVITY_FULFILLED':
          whole.delete(action.meta.clientActivityID);
          onTheirWay.delete(action.meta.clientActivityID);
          break;
        case 'DIRECT_LINE/INCOMING_ACTIVITY': onTheirWay.delete(idOf(action.payload.activity)); break; // the host has it
        case 'DIRECT_LINE/POST_ACTIVITY_REJECTED': onTheirWay.delete(action.meta.clientActivityID); break;
      }
      return next(action);
    }
  };
}
