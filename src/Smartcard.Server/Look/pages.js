// What every page of ours does with a script: it says times in the zone of whoever looks. UTC stays in their titles.
'use strict';
(() => {
  const now = new Date();

  const words = (at, shown) => {
    const day = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', ...(at.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }) });
    const clock = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', ...(shown === 'minute' ? {} : { second: '2-digit' }) });
    return shown === 'day' ? day : shown === 'clock' ? clock : `${day}, ${clock}`;
  };

  const say = part => {
    for (const time of part.querySelectorAll('time[data-shown]')) {
      time.textContent = words(new Date(time.dateTime), time.dataset.shown);
    }
  };

  say(document);
  document.addEventListener('htmx:afterSwap', event => say(event.target));
})();
