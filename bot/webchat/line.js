// The line to our host, as Web Chat reads and writes it. It speaks Direct Line 3.0: docs/chat.md has each call, and
// docs/decisions/0049 says why this is not Microsoft's client.
const answerWithin = 20000;
const slowAfter = 3000;
const silentAfter = 6000; // the host says something every 2.5 seconds
const pollEvery = 2000;
const pollEveryUnseen = 10000;
const socketAgainAfter = 30000;
const pauses = [300, 1000, 2000, 3000, 5000];

function source() {
  const observers = new Set();
  return {
    next(value) { observers.forEach(observer => observer.next(value)); },
    subscribe(observer) {
      observers.add(observer);
      return { unsubscribe() { observers.delete(observer); } };
    }
  };
}

/** Tried again, a message has the id that it was first sent under: the host may have it. */
function asKnown(activity) {
  const { firstId, ...channelData } = activity.channelData;
  return firstId ? { ...activity, channelData: { ...channelData, clientActivityID: firstId } } : activity;
}

/**
 * @param session What the host answered: token, conversationId, and isFull where it has no socket to spare.
 * @param renew Gets another session for the same conversation; null = not now.
 * @param changed Is told {isAway, isKeeping} whenever one of them changes.
 */
export function lineTo(session, { renew, changed }) {
  const activities = source();
  const statuses = source();
  const waiting = []; // messages that the person sent and the host has not confirmed, in order
  const conversation = 'v3/directline/conversations/' + session.conversationId;
  let token = session.token;
  let renewAt = Infinity;
  let watermark = '';
  let socket = null;
  let heardAt = 0;
  let openedAt = 0;
  let shortLives = 0;
  let socketAgainAt = session.isFull ? Date.now() + socketAgainAfter : 0;
  let pollAt = Infinity;
  let isPolling = false;
  let isConnecting = false;
  let connectAt = Infinity;
  let failures = 0;
  let hasRenewed = false;
  const asked = new Set(); // when each question began that has no answer yet
  let isDown = false;
  let isUnanswered = false;
  let sending = null;
  let sendAt = 0;
  let told = '';
  let ticking = null;
  const over = new AbortController(); // nobody wants this line any more

  function tell() {
    const isSilent = [...asked].some(question => Date.now() - question.since > silentAfter);
    const state = { isAway: isDown || isUnanswered || isSilent, isKeeping: waiting.length > 0 };
    if (told !== JSON.stringify(state)) { told = JSON.stringify(state); changed(state); }
  }

  async function call(method, path, body, stop = new AbortController()) {
    const timer = setTimeout(() => stop.abort(), answerWithin);
    try {
      const response = await fetch(path, {
        method, credentials: 'same-origin', cache: 'no-store', signal: stop.signal,
        headers: { Authorization: 'Bearer ' + token, ...(body && { 'Content-Type': 'application/json' }) },
        body: body && JSON.stringify(body)
      });
      if (response.ok) { return await response.json(); }
      throw Object.assign(new Error('The host answered ' + response.status), {
        status: response.status, pause: 1000 * Number(response.headers.get('Retry-After'))
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async function ask(path) {
    const question = { since: Date.now() };
    asked.add(question);
    try { return await call('GET', path); } finally { asked.delete(question); }
  }

  const isOutdated = failure => [401, 403, 404].includes(failure.status);

  function pause(failure) {
    const least = pauses[Math.min(failures, pauses.length - 1)];
    return Math.max(failure?.pause || 0, least * (1 + Math.random() / 2));
  }

  function down(failure) {
    hangUp();
    sending?.stop.abort(); // its answer may be lost; the host knows a second copy
    pollAt = Infinity;
    isDown = true;
    connectAt = Date.now() + pause(failure);
    failures++;
    tell();
  }

  function up() {
    failures = 0;
    hasRenewed = false;
    if (isDown) { sendAt = 0; }
    isDown = false;
    tell();
    send();
  }

  async function renewToken(failure) {
    const renewed = isOutdated(failure) ? await renew() : null;
    if (renewed) { token = renewed.token; }
    return renewed !== null;
  }

  /** Asks for a new token and the address of a socket, and goes on from the watermark. */
  async function connect() {
    if (isConnecting || over.signal.aborted) { return; }
    isConnecting = true;
    connectAt = Infinity;
    try {
      const found = await ask(conversation + '?watermark=' + watermark);
      took(found);
      if (Date.now() >= socketAgainAt) { listen(found.streamUrl); } else { poll(); }
    } catch (failure) {
      const isRenewed = await renewToken(failure).catch(() => false);
      down(failure);
      if (isRenewed && !hasRenewed) {
        hasRenewed = true;
        connectAt = Date.now();
      }
    }
    isConnecting = false;
  }

  function took(answer) {
    token = answer.token;
    renewAt = Date.now() + answer.expires_in * 500; // at half its life
  }

  async function refresh() {
    renewAt = Date.now() + 30000;
    try {
      took(await call('POST', 'v3/directline/tokens/refresh'));
    } catch (failure) {
      await renewToken(failure).catch(() => false);
    }
  }

  function listen(address) {
    hangUp();
    if (over.signal.aborted) { return; }
    let mine;
    try { mine = new WebSocket(address); } catch { withoutSocket(); return; }
    socket = mine;
    heardAt = openedAt = Date.now();
    let isOpen = false;
    mine.onopen = () => { isOpen = true; heardAt = openedAt = Date.now(); pollAt = Infinity; up(); };
    mine.onmessage = message => {
      heardAt = Date.now();
      if (message.data) { take(JSON.parse(message.data)); } // an empty frame only says that the host is there
    };
    mine.onclose = () => {
      if (socket !== mine) { return; }
      socket = null;
      if (isOpen) { lost(); } else { withoutSocket(); }
    };
  }

  function hangUp() {
    const old = socket;
    socket = null;
    old?.close();
  }

  /** A proxy may let a socket begin, and cut it each time. */
  function lost() {
    shortLives = Date.now() - openedAt < 2 * silentAfter ? shortLives + 1 : 0;
    if (shortLives > 2) { hangUp(); withoutSocket(); } else { down(); }
  }

  function withoutSocket() {
    socketAgainAt = Date.now() + socketAgainAfter;
    poll();
  }

  async function poll() {
    if (isPolling || over.signal.aborted) { return; }
    isPolling = true;
    pollAt = Infinity;
    try {
      take(await ask(conversation + '/activities?watermark=' + watermark));
      if (!socket || socket.readyState !== WebSocket.OPEN) { pollAt = Date.now() + (document.hidden ? pollEveryUnseen : pollEvery); }
      up();
    } catch (failure) {
      down(failure);
    }
    isPolling = false;
  }

  function take(set) {
    watermark = set.watermark;
    set.activities.forEach(activity => activities.next(activity));
  }

  /** One after the other, each until the host has confirmed it: it knows a second copy by its clientActivityID. */
  async function send() {
    if (sending || isDown || waiting.length === 0 || Date.now() < sendAt) { return; }
    const message = waiting[0];
    sending = { message, since: Date.now(), stop: new AbortController() };
    message.hasBegun = true;
    try {
      const { id } = await call('POST', conversation + '/activities', message.activity, sending.stop);
      isUnanswered = false;
      drop(message);
      message.observer.next(id);
    } catch (failure) {
      if (failure.status >= 400 && failure.status < 500 && failure.status !== 429 && !isOutdated(failure)) {
        isUnanswered = false;
        drop(message);
        message.observer.error(failure);
      } else {
        const isAtOnce = await renewToken(failure).catch(() => false) && !message.hasRenewed;
        message.hasRenewed ||= isAtOnce;
        isUnanswered = waiting.length > 0 && !isAtOnce && failure.status !== 429;
        sendAt = isAtOnce ? 0 : Date.now() + Math.max(failure.pause || 0, pauses[2]);
      }
    }
    sending = null;
    tell();
    send();
  }

  function drop(message) {
    const at = waiting.indexOf(message);
    if (at >= 0) { waiting.splice(at, 1); }
  }

  function tick() {
    const now = Date.now();
    if (socket?.readyState === WebSocket.OPEN && now - heardAt > silentAfter) { lost(); }
    if (socket?.readyState === WebSocket.CONNECTING && now - openedAt > silentAfter) { hangUp(); withoutSocket(); }
    if (sending && now - sending.since > slowAfter && !isUnanswered) { isUnanswered = true; tell(); }
    if (now >= renewAt) { refresh(); }
    if (now >= connectAt) { connect(); }
    if (now >= pollAt) {
      if (now >= socketAgainAt && !socket) { pollAt = now + pollEvery; connect(); } else { poll(); }
    }
    tell();
    send();
  }

  function start() {
    if (ticking) { return; }
    ticking = setInterval(tick, 500);
    const { signal } = over;
    window.addEventListener('online', () => { if (isDown) { connectAt = 0; tick(); } }, { signal });
    window.addEventListener('offline', () => { if (!isDown) { down(); } }, { signal });
    document.addEventListener('visibilitychange', tick, { signal });
    statuses.next(2);
    connect();
  }

  return {
    token,
    // To Web Chat the line is always there: it would else throw away what is sent while it is not.
    connectionStatus$: statuses,
    activity$: {
      subscribe(observer) {
        setTimeout(start);
        return activities.subscribe(observer);
      }
    },
    postActivity(activity) {
      return {
        subscribe(observer) {
          const message = { activity: asKnown(activity), observer, hasBegun: !!activity.channelData.firstId };
          waiting.push(message);
          tell();
          send();
          return { unsubscribe() { drop(message); if (waiting.length === 0) { isUnanswered = false; } tell(); } };
        }
      };
    },
    /** Sends this in the place of a message with the same id; false = too late, the host may have that one. */
    correct(activity) {
      const message = waiting.find(one => one.activity.channelData.clientActivityID === activity.channelData.clientActivityID);
      if (!message || message.hasBegun) { return false; }
      message.activity = activity;
      return true;
    },
    end() { over.abort(); clearInterval(ticking); hangUp(); }
  };
}
