// What every page of ours does with a script: it says times in the zone of whoever looks, and keeps live lists calm.
'use strict';
(() => {
  const now = new Date();

  const words = (at, shown) => {
    const year = at.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' };
    const second = shown === 'minute' ? {} : { second: '2-digit' };
    const day = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', ...year });
    const clock = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', ...second });
    return shown === 'day' ? day : shown === 'clock' ? clock : `${day}, ${clock}`;
  };

  const sayTimes = part => {
    for (const time of part.querySelectorAll('time[data-shown]')) {
      time.textContent = words(new Date(time.dateTime), time.dataset.shown);
    }
  };

  sayTimes(document);

  // A list that keeps itself current stays as it is while somebody moves over it or types in it, so that nothing moves away below a finger.
  const calm = 5000;
  const touched = new WeakMap();
  for (const kind of ['pointermove', 'pointerdown', 'keydown']) {
    document.addEventListener(kind, event => {
      const list = event.target instanceof Element && event.target.closest('[hx-get]');
      if (list) {
        touched.set(list, Date.now());
      }
    }, { passive: true });
  }

  // One that a script of ours watches (data-watched) goes on where nobody sees the page.
  const isTouched = list => Date.now() - (touched.get(list) ?? -Infinity) < calm;
  document.addEventListener('htmx:beforeRequest', event => {
    if ((document.hidden && !event.target.dataset.watched) || isTouched(event.target)) {
      event.preventDefault();
    }
  });

  // Times are said before anything is put in place, so that what is the same stays untouched: focus, selection, where a screen reader is.
  let isInside = false;
  document.addEventListener('htmx:beforeSwap', event => {
    event.detail.shouldSwap &&= !isTouched(event.target);
    isInside = event.target.contains(document.activeElement);
    const part = document.createElement('template');
    part.innerHTML = event.detail.serverResponse;
    sayTimes(part.content);
    event.detail.serverResponse = part.innerHTML;
  });
  document.addEventListener('htmx:afterSwap', event => {
    if (isInside && !event.target.contains(document.activeElement)) {
      event.target.focus({ preventScroll: true }); // what had the focus is gone
    }
  });

  // Signed out by now, or without the role: the page itself says so, unless a script of the page does (list:ended).
  const end = list => {
    if (list.dispatchEvent(new CustomEvent('list:ended', { bubbles: true, cancelable: true }))) {
      location.reload();
    }
  };

  document.addEventListener('htmx:responseError', event => {
    if ([401, 403].includes(event.detail.xhr.status)) {
      end(event.target);
    }
  });

  // Something in between may lead to a page for signing in: that is no part of this one.
  document.addEventListener('htmx:beforeSwap', event => {
    const { xhr } = event.detail;
    const asked = event.target.getAttribute('hx-get');
    if (asked && xhr.responseURL && new URL(xhr.responseURL).pathname !== new URL(asked, location.href).pathname) {
      event.detail.shouldSwap = false;
      end(event.target);
    }
  });
})();
