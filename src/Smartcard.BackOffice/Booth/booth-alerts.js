// Tells whoever wishes it that somebody new is waiting: a short tone, and a notification without names. The browser remembers the wish.
// Where it can tell no longer, it says that: nobody may rely on a silence that means nothing.
'use strict';
(() => {
  const [button, said, out] = ['tell-me', 'tell-me-said', 'tell-me-out'].map(id => document.getElementById(id));
  const list = document.getElementById('booth-now');
  if (!button || !list?.hasAttribute('hx-get')) {
    return;
  }

  const key = 'smartcard-booth-alerts';
  const newestOf = () => Number(document.getElementById('queue-newest')?.dataset.newest ?? 0);
  const patience = 30_000; // one look that fails is no reason to say anything
  let newest = newestOf();
  let heard = Date.now();
  let isLost = false;
  let sound = null;

  const isOn = () => {
    try {
      return localStorage.getItem(key) === 'on';
    } catch {
      return false; // a browser that remembers nothing
    }
  };

  const remember = on => {
    try {
      localStorage.setItem(key, on ? 'on' : 'off');
    } catch {
      // then it is off again on the next page
    }
  };

  const show = on => {
    button.textContent = on ? button.dataset.off : button.dataset.on;
    if (on) {
      list.dataset.watched = 'yes'; // it goes on in a tab that nobody sees
    } else {
      delete list.dataset.watched;
    }
  };

  // A browser lets a page sound only after somebody has pressed something on it. Where there is nothing that sounds, it never wakes.
  const wake = async () => {
    try {
      sound ??= new AudioContext();
      await sound.resume();
    } catch {
      // then there is no sound
    }
  };

  const tone = () => {
    if (sound?.state !== 'running') {
      return;
    }

    const [oscillator, volume] = [sound.createOscillator(), sound.createGain()];
    oscillator.frequency.value = 660;
    volume.gain.setValueAtTime(0.0001, sound.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.2, sound.currentTime + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, sound.currentTime + 0.5);
    oscillator.connect(volume).connect(sound.destination);
    oscillator.start();
    oscillator.stop(sound.currentTime + 0.5);
  };

  const mayNotify = () => window.Notification?.permission === 'granted';

  const tell = words => {
    said.textContent = words;
    tone();
    if (mayNotify()) {
      try {
        new Notification(words, { tag: key });
      } catch {
        // a browser on a phone has none for pages
      }
    }
  };

  button.hidden = false;
  show(isOn());
  button.addEventListener('click', async () => {
    const on = !isOn();
    remember(on);
    show(on);
    said.textContent = '';
    if (!on) {
      return;
    }

    wake().then(tone);
    await window.Notification?.requestPermission();
    said.textContent = mayNotify() ? button.dataset.both : button.dataset.tone;
  });
  document.addEventListener('pointerdown', () => isOn() && wake());
  document.addEventListener('keydown', () => isOn() && wake());
  document.addEventListener('htmx:afterSwap', event => {
    if (event.target !== list) {
      return;
    }

    const [before, now] = [newest, newestOf()];
    newest = Math.max(before, now);
    if (now > before && isOn()) {
      tell(button.dataset.new);
    }
  });

  // Signed out, or without the role: what stood in the list goes too, as it does where the page is opened anew.
  // Any part of the page may be the first to hear of it.
  document.addEventListener('list:ended', event => {
    if (!isOn()) {
      return;
    }

    event.preventDefault();
    const words = out.content.cloneNode(true);
    document.querySelector('main').replaceChildren(words);
    tell(out.dataset.said);
  });

  list.addEventListener('htmx:afterRequest', event => {
    if (event.detail.successful) {
      heard = Date.now();
      said.textContent = isLost ? '' : said.textContent;
      isLost = false;
    } else if (isOn() && !isLost && Date.now() - heard > patience) {
      isLost = true;
      tell(button.dataset.lost);
    }
  });
})();
