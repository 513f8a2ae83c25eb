// Tells whoever wishes it that somebody new waits: a short tone, and a notification without names. The browser remembers the wish.
'use strict';
(() => {
  const [button, said] = ['tell-me', 'tell-me-said'].map(id => document.getElementById(id));
  const list = document.getElementById('booth-now');
  if (!button || !list?.hasAttribute('hx-get')) {
    return;
  }

  const key = 'smartcard-booth-alerts';
  const newestOf = () => Number(document.getElementById('queue-newest')?.dataset.newest ?? 0);
  let newest = newestOf();
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

  // A browser lets a page sound only after somebody has pressed something on it.
  const wake = () => {
    sound ??= new AudioContext();
    return sound.resume();
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

  const tell = () => {
    said.textContent = button.dataset.new;
    tone();
    if (window.Notification?.permission === 'granted') {
      new Notification(button.dataset.new, { tag: key });
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

    await wake();
    tone();
    const permission = window.Notification ? await Notification.requestPermission() : 'denied';
    said.textContent = permission === 'granted' ? button.dataset.both : button.dataset.tone;
  });
  document.addEventListener('pointerdown', () => isOn() && wake());
  document.addEventListener('keydown', () => isOn() && wake());
  document.addEventListener('htmx:afterSwap', event => {
    if (event.target !== list) {
      return;
    }

    const now = newestOf();
    if (now > newest && isOn()) {
      tell();
    }

    newest = Math.max(newest, now);
  });
})();
