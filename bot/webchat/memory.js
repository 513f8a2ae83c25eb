// What this browser remembers for the page. Where it remembers nothing, the page works all the same.
function store() {
  try { return window.localStorage; } catch { return null; } // site data is blocked
}

/** Whether a page that is loaded again finds its chat, and its language. */
export const canRemember = store() !== null && navigator.cookieEnabled;

export function recall(key) {
  try { return store()?.getItem(key) ?? null; } catch { return null; }
}

export function remember(key, value) {
  try { store()?.setItem(key, value); } catch { /* full, or not allowed: the page remembers it until you close it */ }
}
