// The screens that test and treat, with an app in memory behind them: what is recorded is folded as on a phone.
import { fold } from '../../offline/src/folding.js';
import { uuid7 } from '../../offline/src/ids.js';
import { matched } from '../../offline/src/router.js';
import screens from '../../offline/src/screens/test-and-treat.js';
import { words } from '../../offline/src/words.js';
import { knows } from '../../offline/src/words.js';

const lacking = new Set();
const app = globalThis.app = {
  language: 'id', version: '0.1.0', events: [], drafts: {}, state: fold([]), clock: Date.parse('2026-11-25T00:30:00Z'), lacking, table: null,
  device: { id: uuid7(), short: 17, label: 'HP biru', worker: { name: 'Maria', kind: 'jmk' }, village: { code: '92.06.01.2001', name: 'Bintuni Barat' } },
  get training() { return !app.table?.signed_off_by; },
  get own() { return app.events; },
  now: () => new Date(app.clock), newId: () => uuid7(),
  words(key, facts = {}) {
    if (!knows(key)) lacking.add(key);
    return words(app.language, key, facts);
  },
  async record(t, { p = null, s = null, d }) {
    const event = { v: 1, id: uuid7(), device: app.device.id, seq: app.events.length + 1, t, at: new Date(app.clock).toISOString(), p, ...(s ? { s } : {}), d };
    app.clock += 1000;
    app.events.push(event);
    app.state = fold(app.events);
    return event;
  },
  async draft(person, draft) { if (draft) app.drafts[person] = draft; else delete app.drafts[person]; },
  go(path) { location.hash = `#${path}`; },
  draw,
};

function draw() {
  const path = location.hash.slice(1) || '/';
  document.documentElement.lang = app.language;
  const found = screens.map((screen) => ({ screen, params: matched(screen.path, path) })).find(({ params }) => params);
  const content = found ? found.screen.render(app, found.params) : document.createTextNode('elsewhere');
  document.title = found ? found.screen.title(app) : path;
  document.querySelector('main').replaceChildren(content);
  document.querySelector('h1')?.focus();
}

addEventListener('hashchange', draw);
globalThis.ready = true;
