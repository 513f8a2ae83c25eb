// The page around Web Chat: it asks our host for a token, paints the row of steps, and says when the line is down.
import { leadThrough } from './focus.js';
import { formsIn } from './forms.js';
import { lineTo } from './line.js';
import { canRemember, recall, remember } from './memory.js';
import { outboxOf } from './outbox.js';
import { takePastedCodes } from './paste.js';

var order = ['Start', 'Card', 'Questions', 'Email', 'Code', 'Passcode', 'Done'];
// In each language: what this page says, and what Web Chat says, which has no Welsh of its own.
var words = JSON.parse(document.getElementById('words').textContent);
var language = recall('language') === 'cy' ? 'cy' : 'en';
var chat = document.getElementById('chat');
var status = document.getElementById('status');
var steps = document.getElementById('steps');
var nonce = document.body.dataset.nonce;
var connection = null;
var store = null;
var isUnderWay = false;
var said = null;
var lastStage = '';
const line = document.getElementById('line');
var saidOfLine = null;
var lineTimer = null;
let hasSaidAway = false;
let nowTimer = null;
let lineState = { isAway: false, isKeeping: false };
// When this page was loaded again by itself, as its chat was no longer kept; 0 = it was not.
const cameBackAt = history.state?.cameBackAt ?? 0;
history.replaceState(null, '');

function speak(chosen) {
  language = chosen;
  document.documentElement.lang = chosen;
  document.querySelectorAll('[data-word]').forEach(function (element) { element.textContent = words[chosen][element.dataset.word]; });
  steps.setAttribute('aria-label', words[chosen].steps);
  chat.setAttribute('aria-label', words[chosen].chat);
  document.getElementById('language').lang = chosen === 'cy' ? 'en' : 'cy';
  say(said);
  sayOfLine(saidOfLine);
}

function say(key) {
  said = key;
  status.textContent = key ? words[language]['status.' + key] : '';
  // Where no chat can be shown, its empty place would only keep the words out of sight.
  chat.hidden = !connection && (key === 'busy' || key === 'failed' || key === 'changing');
}

function paint(stage, journey, isStopped) {
  // A journey that is turned away has said that it is done; it ended where it was.
  var at = isStopped && stage === 'Done' ? lastStage : stage;
  lastStage = at === 'Done' ? lastStage : at;
  var now = order.indexOf(at);
  isUnderWay = now >= 0 && at !== 'Done' && !isStopped;
  if (journey) { steps.dataset.kind = journey; } else { delete steps.dataset.kind; }
  explain(journey || 'unlock');
  steps.querySelectorAll('li').forEach(function (item) {
    var own = order.indexOf(item.dataset.stage);
    item.className = own < now || at === 'Done' ? 'past' : own === now ? (isStopped ? 'stopped' : 'now') : '';
    if (own === now) { item.setAttribute('aria-current', 'step'); } else { item.removeAttribute('aria-current'); }
  });
}

/** "How it works" is about the journey under way. */
function explain(journey) {
  document.querySelectorAll('[data-for]').forEach(item => { item.hidden = !item.dataset.for.split(' ').includes(journey); });
}

// Web Chat makes links of all that looks like a domain or an address of mail. Those that we write say their scheme, or something else.
function isMadeUp(link) {
  const same = document.createElement('a');
  const text = link.textContent.replace(/\u200b/g, '').trim();
  return ['http://', 'https://', 'mailto:'].some(scheme => {
    same.href = scheme + text;
    return same.href === link.href;
  });
}

new MutationObserver(() => chat.querySelectorAll('a[href]').forEach(link => {
  if (isMadeUp(link)) { link.replaceWith(link.textContent); }
})).observe(chat, { childList: true, subtree: true });

function open(address) {
  if (address.indexOf('smartcard-helper:') === 0) { window.location.href = address; } else { window.open(address, '_blank', 'noopener'); }
}

const forms = formsIn(chat, () => words[language].show);
const focus = leadThrough(chat);
takePastedCodes(forms.codeField);

function connect(session) {
  const outbox = outboxOf(() => store, { correct: activity => connection.correct(activity), sayStillSending });
  store = window.WebChat.createStore({}, () => next => action => {
    const activity = action.payload && action.payload.activity;
    if (action.type === 'DIRECT_LINE/INCOMING_ACTIVITY' && activity.type === 'event' && activity.name === 'smartcard/stage') {
      paint(activity.value.stage, activity.value.journey, activity.value.isStopped);
    }
    if (action.type === 'DIRECT_LINE/INCOMING_ACTIVITY' && activity.type === 'message') {
      if (activity.attachments?.length) { forms.came(activity); focus.formCame(); } else { tell(activity); focus.wordsCame(Boolean(activity.channelData?.['webchat:sequence-id'])); }
    }
    if (action.type === 'DIRECT_LINE/POST_ACTIVITY') {
      focus.personActed();
      if (activity.value?.nonce) { forms.sent(activity.value); }
      if (said === 'fresh') { say(null); }
    }
    return outbox.pass(action, next);
  });
  connection = lineTo(session, { renew: () => renewed(session.conversationId), changed: tellOfLine });
  draw();
  say(cameBackAt ? 'fresh' : null);
}

// Web Chat reads aloud what is new, and not what takes the place of something.
function tell(activity) {
  if (!activity.channelData?.replaces || !store.getState().activities.some(other => other.id === activity.id)) { return; }
  const [now, words] = [document.getElementById('now'), activity.text.replace(/\*/g, '')];
  if (now.textContent !== words) { now.textContent = words; }
  clearTimeout(nowTimer);
  nowTimer = setTimeout(() => { now.textContent = ''; }, 5000); // who looks around later finds it in the chat
}

// A line that is back within a second was never away.
function tellOfLine(state) {
  lineState = state;
  clearTimeout(lineTimer);
  if (state.isAway) {
    if (line.textContent) { tellAway(state); } else { lineTimer = setTimeout(() => tellAway(state), 1000); }
  } else if (hasSaidAway || saidOfLine === 'back') {
    hasSaidAway = false;
    sayOfLine('back');
    lineTimer = setTimeout(() => sayOfLine(null), 5000);
  } else {
    sayOfLine(null);
  }
}

function tellAway(state) {
  hasSaidAway = true;
  if (saidOfLine !== 'first' || !state.isKeeping) { sayOfLine(state.isKeeping ? 'kept' : 'away'); }
}

function sayStillSending() {
  clearTimeout(lineTimer);
  sayOfLine('first');
  if (!hasSaidAway) { lineTimer = setTimeout(() => { sayOfLine(null); tellOfLine(lineState); }, 5000); }
}

function sayOfLine(key) {
  saidOfLine = key;
  line.textContent = key ? words[language]['status.' + key] : '';
  line.className = key === 'back' ? 'good' : '';
}

function ofWebChat() {
  // How to get to a form, where the focus is, and that it is attached. Web Chat takes no empty text.
  var strings = {};
  ['TRANSCRIPT_LIVE_REGION_INTERACTIVE_LABEL_ALT', 'TRANSCRIPT_LIVE_REGION_INTERACTIVE_WITH_LINKS_LABEL_ALT',
    'ACTIVITY_BOT_ATTACHED_ALT', 'ACTIVITY_NUM_ATTACHMENTS_ONE_ALT'].forEach(function (key) { strings[key] = ' '; });
  Object.keys(words[language]).forEach(function (key) {
    if (key.indexOf('webChat.') === 0) { strings[key.slice('webChat.'.length)] = words[language][key]; }
  });
  return strings;
}

// Web Chat writes dates as the United States do, for screen readers too, so the page says itself when something was sent.
function sentAt(activity) {
  var at = new Date(activity.timestamp);
  function written(form) { return new Intl.DateTimeFormat(language === 'cy' ? ['cy', 'en-GB'] : 'en-GB', form).format(at); }
  var time = written({ hour: '2-digit', minute: '2-digit' });
  return at.toDateString() === new Date().toDateString()
    ? words[language].sentAt.replace('$1', time)
    : words[language].sentOn.replace('$1', written({ day: 'numeric', month: 'long' })).replace('$2', time);
}

// What JSX compiles to: Web Chat wants an element of React's, and does not share its React.
function elementOf(type, props) {
  return { $$typeof: Symbol.for('react.element'), type: type, key: null, ref: null, props: props, _owner: null };
}

// When it was sent, and how long a code works that it asks for or shows. A screen reader comes across it, and is not told of
// each minute.
function statusOf(request) {
  const { activity, hideTimestamp } = request;
  const until = activity.channelData.until;
  const time = until && new Intl.DateTimeFormat(language === 'cy' ? ['cy', 'en-GB'] : 'en-GB', { hour: '2-digit', minute: '2-digit' })
    .format(new Date(until));
  const children = [
    !hideTimestamp && elementOf('span', { className: 'sent-at', children: sentAt(activity) }),
    until && elementOf('span', { className: 'until', children: words[language].until.replace('$1', time) }),
    until && elementOf('span', { className: 'left', 'data-until': until, children: left(until) })
  ].filter(Boolean);
  return children.length > 0 && elementOf('span', { className: 'status-line', children });
}

function left(until) {
  const minutes = Math.ceil((new Date(until) - Date.now()) / 60000);
  return minutes > 0 ? words[language].minutesLeft.replace('$1', minutes) : '';
}

setInterval(() => chat.querySelectorAll('.left').forEach(element => {
  const now = left(element.dataset.until);
  if (element.textContent !== now) { element.textContent = now; }
}), 1000);

// Drawn again in the same place when the language changes: what was said, and what is being typed, stays.
function draw() {
  window.WebChat.renderWebChat({
    directLine: connection,
    store: store,
    nonce: nonce,
    locale: 'en-GB',
    overrideLocalizedStrings: ofWebChat(),
    activityMiddleware: () => next => request => {
      const render = next(request);
      const ending = request.activity?.channelData?.ending;
      return render && ending ? (...parts) => elementOf('div', { className: 'ending ' + ending, children: render(...parts) }) : render;
    },
    activityStatusMiddleware: function () {
      return function (next) {
        return function (request) {
          if (request.sendState !== 'sent' || !request.activity.timestamp) { return next(request); }
          return statusOf(request);
        };
      };
    },
    cardActionMiddleware: function () {
      return function (next) {
        return function (request) {
          if (request.cardAction && request.cardAction.type === 'openUrl') { open(request.cardAction.value); return; }
          return next(request);
        };
      };
    },
    styleOptions: {
      hideUploadButton: true,
      sendTimeout: 300000, // the longest that Web Chat knows: what is sent while the host is away is kept
      autoScrollSnapOnPage: true, // a form that is longer than the page is shown from its top
      primaryFont: 'system-ui, "Segoe UI", Arial, sans-serif',
      fontSizeSmall: '85%',
      accent: '#005eb8',
      subtle: '#4c6272',
      backgroundColor: '#ffffff',
      bubbleBackground: '#f0f4f5',
      bubbleBorderRadius: 10,
      bubbleBorderColor: '#d8dde0',
      bubbleFromUserBackground: '#005eb8',
      bubbleFromUserTextColor: '#ffffff',
      bubbleFromUserBorderRadius: 10,
      bubbleMaxWidth: 640,
      bubbleMinHeight: 40,
      sendBoxHeight: 52,
      sendBoxBorderTop: 'solid 1px #d8dde0',
      timestampColor: '#4c6272'
    },
    adaptiveCardsHostConfig: {
      fontFamily: 'system-ui, "Segoe UI", Arial, sans-serif',
      fontSizes: { small: 14, default: 17, medium: 18, large: 22, extraLarge: 30 },
      spacing: { small: 6, default: 10, medium: 16, large: 24, extraLarge: 32, padding: 16 },
      supportsInteractivity: true,
      textBlock: { headingLevel: 3 },
      actions: { maxActions: 6, spacing: 'default', buttonSpacing: 10, actionsOrientation: 'vertical', actionAlignment: 'stretch', showCard: { actionMode: 'inline' } },
      inputs: { label: { inputSpacing: 'small', requiredInputs: { weight: 'bolder', suffix: ' ' }, optionalInputs: { weight: 'bolder' } }, errorMessage: { color: 'attention', weight: 'bolder' } },
      containerStyles: {
        default: {
          backgroundColor: '#ffffff',
          foregroundColors: {
            default: { default: '#212b32', subtle: '#4c6272' }, accent: { default: '#005eb8', subtle: '#005eb8' },
            attention: { default: '#b3160c', subtle: '#b3160c' }, good: { default: '#007f3b', subtle: '#007f3b' }
          }
        }
      }
    }
  }, chat);
}

function askForSession(startAgain) {
  return fetch('chat/session', {
    method: 'POST', credentials: 'same-origin', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ language: language, startAgain: startAgain, organisation: new URLSearchParams(location.search).get('organisation') })
  });
}

// After a sleep longer than a token lives. The chat may be kept no longer by then: the page begins again, once.
async function renewed(conversationId) {
  const response = await askForSession(false);
  if (!response.ok) { return null; }
  const session = await response.json();
  if (session.conversationId === conversationId) { return session; }
  if (Date.now() - cameBackAt < 60000) { say('failed'); return null; }
  history.replaceState({ cameBackAt: Date.now() }, '');
  location.reload();
  return new Promise(() => {});
}

function begin(startAgain) {
  if (said !== 'failed') { say('connecting'); }
  return askForSession(startAgain).then(function (response) {
    if (response.status === 409) { say('changing'); return null; }
    if (response.status === 429) {
      say('busy');
      setTimeout(function () { begin(startAgain); }, 1000 * (Number(response.headers.get('Retry-After')) || 20) * (1 + Math.random()));
      return null;
    }
    if (!response.ok) { throw new Error('session ' + response.status); }
    return response.json();
  }).then(function (session) {
    if (!session) { return; }
    if (startAgain) { location.reload(); return; }
    speak(session.language);
    paint('');
    connect(session);
  }).catch(function () {
    say('failed');
    if (!connection) { setTimeout(function () { begin(startAgain); }, 5000 * (1 + Math.random())); }
  });
}

document.getElementById('again').addEventListener('click', function () {
  if (!isUnderWay || window.confirm(words[language].sure)) { begin(true); }
});

// The host is told as a person would tell it, by a typed word, so that a journey under way goes on in the other language.
document.getElementById('language').addEventListener('click', function () {
  speak(language === 'cy' ? 'en' : 'cy');
  remember('language', language);
  if (!store) { return; }
  draw();
  store.dispatch({ type: 'WEB_CHAT/SEND_MESSAGE', payload: { method: 'keyboard', text: language === 'cy' ? 'Cymraeg' : 'English' } });
});

speak(language);
document.getElementById('forgets').hidden = canRemember;
begin(false);
