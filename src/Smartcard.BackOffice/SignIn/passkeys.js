// Asks the browser for a passkey and hands its answer to the form around it; everything else is the server's.
'use strict';
for (const part of document.querySelectorAll('[data-passkey]')) {
  if (!window.PublicKeyCredential || !PublicKeyCredential.parseCreationOptionsFromJSON) {
    continue;
  }

  const form = part.closest('form');
  part.closest('[hidden]').hidden = false;
  form.addEventListener('submit', async event => {
    if (form.elements.credential.value) {
      return;
    }

    event.preventDefault();
    const failed = part.querySelector('[role=alert]');
    failed.textContent = '';
    try {
      const reply = await fetch(form.action + '/options', { method: 'POST', body: new URLSearchParams(new FormData(form)) });
      const options = await reply.json();
      const credential = part.dataset.passkey === 'create'
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      failed.textContent = part.dataset.failed;
    }
  });
}
