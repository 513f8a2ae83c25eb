// The page around Web Chat: it asks our host for a token, paints the row of steps, and says when the line is down.
(function () {
  'use strict';

  var order = ['Start', 'Card', 'Questions', 'Email', 'Code', 'Passcode', 'Done'];
  // In each language: what this page says, and what Web Chat says, which has no Welsh of its own.
  var words = JSON.parse(document.getElementById('words').textContent);
  var language = localStorage.getItem('language') === 'cy' ? 'cy' : 'en';
  var chat = document.getElementById('chat');
  var status = document.getElementById('status');
  var steps = document.getElementById('steps');
  var nonce = document.body.dataset.nonce;
  var connection = null;
  var store = null;
  var isUnderWay = false;
  var said = null;

  function speak(chosen) {
    language = chosen;
    document.documentElement.lang = chosen;
    document.querySelectorAll('[data-word]').forEach(function (element) { element.textContent = words[chosen][element.dataset.word]; });
    steps.setAttribute('aria-label', words[chosen].steps);
    chat.setAttribute('aria-label', words[chosen].chat);
    document.getElementById('language').lang = chosen === 'cy' ? 'en' : 'cy';
    say(said);
  }

  function say(key) {
    said = key;
    status.hidden = !key;
    status.textContent = key ? words[language]['status.' + key] : '';
    // Where no chat can be shown, its empty place would only keep the words out of sight.
    chat.hidden = !connection && (key === 'full' || key === 'busy' || key === 'failed' || key === 'changing');
  }

  function paint(stage, journey) {
    var now = order.indexOf(stage);
    isUnderWay = now >= 0 && stage !== 'Done';
    if (journey) { steps.dataset.kind = journey; } else { delete steps.dataset.kind; }
    steps.querySelectorAll('li').forEach(function (item) {
      var at = order.indexOf(item.dataset.stage);
      item.className = at < now || stage === 'Done' ? 'past' : at === now ? 'now' : '';
      if (at === now) { item.setAttribute('aria-current', 'step'); } else { item.removeAttribute('aria-current'); }
    });
  }

  // Browsers should neither offer nor keep what is typed into these forms. A password field would make them ask whether to
  // remember it, so answers are dots drawn over a plain field, where that can be done.
  var canDrawDots = window.CSS && CSS.supports('-webkit-text-security', 'disc');
  new MutationObserver(function () {
    chat.querySelectorAll('input:not([autocomplete])').forEach(function (input) {
      input.setAttribute('autocomplete', 'off');
      if (input.type === 'password' && canDrawDots) { input.type = 'text'; input.classList.add('secret'); input.spellcheck = false; }
      if (input.getAttribute('pattern') || /code/i.test(input.getAttribute('aria-label') || '')) { input.setAttribute('inputmode', 'numeric'); }
    });
  }).observe(chat, { childList: true, subtree: true });

  function open(address) {
    if (address.indexOf('smartcard-helper:') === 0) { window.location.href = address; } else { window.open(address, '_blank', 'noopener'); }
  }

  // What a person types may be a passcode in the wrong place, so the page shows it only as the host gives it back. Until then it
  // waits here, for the case that it has to be sent again.
  var typed = new Map();
  var dots = '••••••';

  function idOf(activity) { return activity.channelData && activity.channelData.clientActivityID; }

  function hide(activity) {
    if (activity.type !== 'message' || !activity.text || !idOf(activity)) { return activity; }
    typed.set(idOf(activity), activity.text);
    return Object.assign({}, activity, { text: dots });
  }

  function unhide(activity) {
    var text = activity && activity.text === dots && typed.get(idOf(activity));
    return text ? Object.assign({}, activity, { text: text }) : activity;
  }

  function withActivity(action, activity) {
    return Object.assign({}, action, { payload: Object.assign({}, action.payload, { activity: activity }) });
  }

  function connect(session) {
    store = window.WebChat.createStore({}, function () {
      return function (next) {
        return function (action) {
          var activity = action.payload && action.payload.activity;
          switch (action.type) {
            case 'DIRECT_LINE/INCOMING_ACTIVITY':
              if (activity.type === 'event' && activity.name === 'smartcard/stage') { paint(activity.value.stage, activity.value.journey); }
              break;
            case 'DIRECT_LINE/POST_ACTIVITY': return next(withActivity(action, unhide(activity)));
            case 'DIRECT_LINE/POST_ACTIVITY_PENDING': return next(withActivity(action, hide(activity)));
            case 'DIRECT_LINE/POST_ACTIVITY_FULFILLED': typed.clear(); break;
          }
          return next(action);
        };
      };
    });
    connection = window.WebChat.createDirectLine({ token: session.token, domain: location.origin + '/v3/directline' });
    connection.connectionStatus$.subscribe(function (state) {
      // 0 not started, 1 connecting, 2 online, 3 expired, 4 failed, 5 ended
      say([null, 'connecting', null, 'ended', 'failed', 'ended'][state]);
    });
    draw();
  }

  function ofWebChat() {
    var strings = {};
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
  function elementOf(text) {
    return { $$typeof: Symbol.for('react.element'), type: 'span', key: null, ref: null, props: { className: 'sent-at', children: text }, _owner: null };
  }

  // Drawn again in the same place when the language changes: what was said, and what is being typed, stays.
  function draw() {
    window.WebChat.renderWebChat({
      directLine: connection,
      store: store,
      nonce: nonce,
      locale: 'en-GB',
      overrideLocalizedStrings: ofWebChat(),
      activityStatusMiddleware: function () {
        return function (next) {
          return function (request) {
            if (request.sendState !== 'sent' || !request.activity.timestamp) { return next(request); }
            return !request.hideTimestamp && elementOf(sentAt(request.activity));
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

  function begin(startAgain) {
    say('connecting');
    return fetch('chat/session', {
      method: 'POST', credentials: 'same-origin', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ language: language, startAgain: startAgain, organisation: new URLSearchParams(location.search).get('organisation') })
    }).then(function (response) {
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
      if (session.isFull) { say('full'); return; }
      connect(session);
    }).catch(function () { say('failed'); });
  }

  document.getElementById('again').addEventListener('click', function () {
    if (!isUnderWay || window.confirm(words[language].sure)) { begin(true); }
  });

  // The host is told as a person would tell it, by a typed word, so that a journey under way goes on in the other language.
  document.getElementById('language').addEventListener('click', function () {
    speak(language === 'cy' ? 'en' : 'cy');
    localStorage.setItem('language', language);
    if (!store) { return; }
    draw();
    store.dispatch({ type: 'WEB_CHAT/SEND_MESSAGE', payload: { method: 'keyboard', text: language === 'cy' ? 'Cymraeg' : 'English' } });
  });

  speak(language);
  begin(false);
}());
