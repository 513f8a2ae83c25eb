// Puts one of Elsa Studio's elements on the page that frames it, and leads what it thinks is its own navigation to our pages.
(function () {
  'use strict';
  const page = document.body.dataset;
  const tags = {
    workflows: 'elsa-workflow-definition-list',
    workflow: 'elsa-workflow-definition-editor',
    instances: 'elsa-workflow-instance-list',
    instance: 'elsa-workflow-instance-viewer',
  };
  const ours = (kind, id) => '/backoffice/' + (kind === 'instances' ? 'instances/' : 'workflows/') + encodeURIComponent(id);
  const go = address => { window.top.location.assign(address); };

  // Elsa Studio reads here in which culture it writes dates, and would else take that of the United States.
  localStorage.setItem('BlazorCulture', 'en-GB');

  const pushState = history.pushState.bind(history);
  history.pushState = function (state, title, address) {
    const found = /workflows\/(instances|definitions)\/([^/?]+)\/(view|edit)/.exec(String(address));
    if (found) {
      go(ours(found[1], decodeURIComponent(found[2])));
    } else {
      pushState(state, title, address);
    }
  };

  // The designer shows the words of a refusal with status 400 alone, and of some calls not even those: then its bar says them.
  const failure = document.querySelector('#blazor-error-ui .what');
  const raw = /Response status code does not indicate success: \d+ \([^)]*\)\.?/;
  const unknown = failure.textContent;
  const fetched = window.fetch.bind(window);
  window.fetch = async function (...call) {
    const answer = await fetched(...call);
    if (answer.ok || !/\/elsa\/api\//.test(answer.url)) {
      return answer;
    }

    const isSaid = (answer.headers.get('content-type') || '').startsWith('application/problem+json');
    const problem = isSaid ? await answer.clone().json().catch(() => ({})) : {};
    failure.textContent = Object.values(problem.errors || {}).flat().join(' ') || unknown;
    return answer.status === 429 && problem.errors ? new Response(answer.body, { status: 400, headers: answer.headers }) : answer;
  };

  // The designer knows success and mistake alone; what was sent for approval is neither.
  new MutationObserver(() => {
    for (const said of document.querySelectorAll('.mud-snackbar:not(.news)')) {
      if (said.textContent.trim().startsWith('Sent for approval:')) {
        said.classList.add('news');
      }

      const walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
      while (failure.textContent !== unknown && walker.nextNode()) {
        if (raw.test(walker.currentNode.data)) {
          walker.currentNode.data = walker.currentNode.data.replace(raw, failure.textContent);
        }
      }
    }
  }).observe(document.body, { childList: true, subtree: true });

  const provider = document.createElement('elsa-backend-provider');
  provider.setAttribute('remote-endpoint', location.origin + '/backoffice/elsa/api');
  const tag = tags[page.view];
  const view = document.createElement(tag);
  if (page.view === 'workflow') {
    view.setAttribute('definition-id', page.id);
  } else if (page.view === 'instance') {
    view.setAttribute('instance-id', page.id);
  }

  document.getElementById('host').append(provider, view);
  customElements.whenDefined(tag).then(function () {
    view.editWorkflowDefinition = id => go(ours('definitions', id));
    view.viewWorkflowInstance = id => go(ours('instances', id));
    document.body.classList.add('ready');
  });
})();
