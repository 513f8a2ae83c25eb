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

/**
 * @param session What the host answered: token, conversationId, and isFull where it has no socket to spare.
 * @param renew Gets another session for the same conversation; null = not now.
 * @param changed Is told {isAway, isKeeping} whenever one of them changes.
 */
export function lineTo(session, { renew, changed }) {
  const activities = source();
  const statuses = source();
  const letters = []; // what the person sent and the host has not confirmed, in order
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
  let isDown = false;
  let isUnanswered = false;
  let sending = null;
  let sendAt = 0;
  let told = '';
  let ticking = null;

  function tell() {
    const state = { isAway: isDown || isUnanswered, isKeeping: letters.length > 0 };
    if (told !== JSON.stringify(state)) { told = JSON.stringify(state); changed(state); }
  }

  async function call(method, path, body) {
    const response = await fetch(path, {
      method, credentials: 'same-origin', cache: 'no-store', signal: AbortSignal.timeout(answerWithin),
      headers: { Authorization: 'Bearer ' + token, ...(body && { 'Content-Type': 'application/json' }) },
      body: body && JSON.stringify(body)
    });
    if (response.ok) { return response.json(); }
    throw Object.assign(new Error('The host answered ' + response.status), {
      status: response.status, pause: 1000 * Number(response.headers.get('Retry-After'))
    });
  }

  const isOutdated = failure => [401, 403, 404].includes(failure.status);

  function pause(failure) {
    const least = pauses[Math.min(failures, pauses.length - 1)];
    return Math.max(failure?.pause || 0, least * (1 + Math.random() / 2));
  }

  function down(failure) {
    hangUp();
    pollAt = Infinity;
    isDown = true;
    connectAt = Date.now() + pause(failure);
    failures++;
    tell();
  }

  function up() {
    failures = 0;
    isDown = false;
    sendAt = Math.min(sendAt, Date.now());
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
    if (isConnecting) { return; }
    isConnecting = true;
    connectAt = Infinity;
    try {
      const found = await call('GET', conversation + '?watermark=' + watermark);
      took(found);
      if (Date.now() >= socketAgainAt) { listen(found.streamUrl); } else { poll(); }
    } catch (failure) {
      const isRenewed = await renewToken(failure).catch(() => false);
      down(failure);
      if (isRenewed) { connectAt = Date.now(); }
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
    let mine;
    try { mine = new WebSocket(address); } catch { withoutSocket(); return; }
    socket = mine;
    heardAt = openedAt = Date.now();
    let isOpen = false;
    mine.onopen = () => { isOpen = true; heardAt = openedAt = Date.now(); pollAt = Infinity; up(); };
    mine.onmessage = message => {
      heardAt = Date.now();
      if (message.data) { take(JSON.parse(message.data)); } // an empty one says no more than that the host is there
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
    if (isPolling) { return; }
    isPolling = true;
    pollAt = Infinity;
    try {
      take(await call('GET', conversation + '/activities?watermark=' + watermark));
      if (!socket || socket.readyState !== WebSocket.OPEN) { pollAt = Date.now() + (document.hidden ? pollEveryUnseen : pollEvery); }
      up();
    } catch (failure) {
      down(failure);
      if (isOutdated(failure)) { connectAt = Date.now(); }
    }
    isPolling = false;
  }

  function take(set) {
    watermark = set.watermark;
    set.activities.forEach(activity => activities.next(activity));
  }

  /** One after the other, each until the host has confirmed it: it knows a second copy by its clientActivityID. */
  async function send() {
    if (sending || isDown || letters.length === 0 || Date.now() < sendAt) { return; }
    const letter = letters[0];
    sending = { letter, since: Date.now() };
    try {
      const { id } = await call('POST', conversation + '/activities', letter.activity);
      isUnanswered = false;
      drop(letter);
      letter.observer.next(id);
    } catch (failure) {
      if (failure.status >= 400 && failure.status < 500 && failure.status !== 429 && !isOutdated(failure)) {
        isUnanswered = false;
        drop(letter);
        letter.observer.error(failure);
      } else {
        const isRenewed = await renewToken(failure).catch(() => false);
        isUnanswered = letters.length > 0 && !isRenewed && failure.status !== 429;
        sendAt = isRenewed ? 0 : Date.now() + Math.max(failure.pause || 0, pauses[2]);
      }
    }
    sending = null;
    tell();
    send();
  }

  function drop(letter) {
    const at = letters.indexOf(letter);
    if (at >= 0) { letters.splice(at, 1); }
  }

  function tick() {
    const now = Date.now();
    if (socket?.readyState === WebSocket.OPEN && now - heardAt > silentAfter) { lost(); }
    if (sending && now - sending.since > slowAfter && !isUnanswered) { isUnanswered = true; tell(); }
    if (now >= renewAt) { refresh(); }
    if (now >= connectAt) { connect(); }
    if (now >= pollAt) {
      if (now >= socketAgainAt) { pollAt = now + pollEvery; connect(); } else { poll(); }
    }
    send();
  }

  function start() {
    if (ticking) { return; }
    ticking = setInterval(tick, 500);
    window.addEventListener('online', () => { if (isDown) { connectAt = 0; tick(); } });
    window.addEventListener('offline', () => { if (!isDown) { down(); } });
    document.addEventListener('visibilitychange', tick);
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
          const letter = { activity, observer };
          letters.push(letter);
          tell();
          send();
          return { unsubscribe() { drop(letter); if (letters.length === 0) { isUnanswered = false; } tell(); } };
        }
      };
    },
    end() { clearInterval(ticking); hangUp(); }
  };
}
