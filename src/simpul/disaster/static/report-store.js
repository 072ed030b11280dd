// What a phone keeps of reports until they have arrived. Pages import this file, the service worker loads it as a script;
// so it exports nothing and answers as `simpulReports`. A report has one number of its own (form_id) for ever: however often
// it is sent, the node keeps it once.
self.simpulReports = (() => {
  const KEPT = 86_400_000;
  let opened;

  const open = () => (opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open('simpul-lapor', 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('outbox', { keyPath: 'id' });
      asked.result.createObjectStore('drafts', { keyPath: 'path' });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => { opened = undefined; failed(asked.error); }; // so that the next try opens it anew
  }));

  async function act(store, mode, what) {
    const transaction = (await open()).transaction(store, mode);
    return new Promise((done, failed) => {
      const request = what(transaction.objectStore(store));
      transaction.oncomplete = () => done(request.result);
      transaction.onabort = () => failed(transaction.error);
    });
  }
  const keep = (store, value) => act(store, 'readwrite', (one) => one.put(value));
  const drop = (store, key) => act(store, 'readwrite', (one) => one.delete(key));
  const get = (store, key) => act(store, 'readonly', (one) => one.get(key));
  const young = (one) => Date.now() - one.at < KEPT;

  /** What is kept, the oldest first; what was sent, and drafts, for a day. */
  async function outbox() {
    const found = await act('outbox', 'readonly', (one) => one.getAll());
    await Promise.all(found.filter((one) => one.state === 'sent' && !young(one)).map((one) => drop('outbox', one.id)));
    return found.filter((one) => one.state !== 'sent' || young(one)).sort((a, b) => a.at - b.at);
  }

  async function draft(path) {
    const found = await get('drafts', path);
    return found && young(found) ? found : null;
  }

  function bodyOf({ fields, photo }) {
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, value);
    if (photo) body.append('photo', photo, 'photo.jpg');
    return body;
  }

  /** The report as it is after one attempt: sent, refused with what to mend, or still waiting. */
  async function attempt(entry, again = true) {
    let answer, said;
    try {
      answer = await fetch(entry.action, { method: 'POST', body: bodyOf(entry), headers: { Accept: 'application/json' } });
      said = await answer.json();
    } catch {
      return { ...entry, state: 'waiting' };
    }
    if (answer.ok) return { ...entry, state: 'sent', at: Date.now(), number: said.number, path: said.path, fields: [], photo: null };
    if (answer.status === 403 && again) return attempt(await renewed(entry), false);
    if (answer.status >= 500 || answer.status === 429) return { ...entry, state: 'waiting', why: said.sentence };
    return { ...entry, state: 'refused', said: { sentence: said.title, ...said } };
  }

  /** A form that a signed-in person wrote carries a token, which may be too old by now; the page gives a new one. */
  async function renewed(entry) {
    const page = await fetch(entry.action).then((one) => one.text(), () => '');
    const token = /name="csrf" value="([^"]*)"/.exec(page)?.[1];
    const fields = entry.fields.filter(([name]) => name !== 'csrf');
    return { ...entry, fields: token ? [...fields, ['csrf', token]] : fields };
  }

  /** Every waiting report was tried once more, one after the other; how many still wait. */
  async function flush() {
    const work = async () => {
      let left = 0;
      for (const entry of await outbox()) {
        if (entry.state !== 'waiting') continue;
        const tried = await attempt(entry);
        if (await get('outbox', entry.id)) await keep('outbox', tried);
        left += tried.state === 'waiting';
      }
      new BroadcastChannel('simpul-lapor').postMessage(left);
      return left;
    };
    return navigator.locks ? navigator.locks.request('simpul-lapor', work) : work();
  }

  return { keep, drop, get, outbox, draft, flush };
})();
