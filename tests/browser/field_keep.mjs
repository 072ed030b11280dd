// The screens that follow up and keep, with an app in memory behind them: what is recorded is folded as on a phone.
import { fold } from '../../offline/src/folding.js';
import screens from '../../offline/src/screens/keep.js';
import { uuid7 } from '../../offline/src/ids.js';
import own from '../../offline/src/words/keep.js';
import { usable } from '../../offline/src/lots.js';
import { written } from '../../offline/src/sms.js';

Object.assign(globalThis, { own, usable, written });

const lacking = new Set();
const app = globalThis.app = {
  language: 'id', version: '0.1.0', events: [], state: fold([]), clock: Date.parse('2026-11-25T00:30:00Z'), sending: [], lacking,
  table: { version: '2023-2', sha256: 'ab12cd34ef56ab12', signed_off_by: null },
  device: { id: uuid7(), short: 17, label: 'HP biru', worker: { name: 'Maria', kind: 'jmk' }, village: { code: '92.06.01.2001', name: 'Bintuni Barat' } },
  now: () => new Date(app.clock), newId: () => uuid7(),
  words(key, facts = {}) {
    if (!(key in own.id) || !(key in own.en)) lacking.add(key);
    return (own[app.language][key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
  },
  async record(t, { p = null, s = null, d }) {
    const event = { v: 1, id: uuid7(), device: app.device.id, seq: app.events.length + 1, t, at: new Date(app.clock).toISOString(), p, s, d };
    app.clock += 1000;
    app.events.push(event);
    app.own = app.events;
    app.state = fold(app.events);
    return event;
  },
  go(path) { location.hash = `#${path}`; },
  speak(code) { app.language = code; draw(); },
  draw,
  unsent: async () => {
    const kinds = {};
    for (const { t } of app.events) kinds[t] = (kinds[t] ?? 0) + 1;
    return { count: app.events.length, since: app.events[0]?.at ?? null, kinds, last_contact: null };
  },
  async send(progress) { for (const step of app.sending) { if (step === 'broken') { app.sending = []; throw new Error('no signal'); } progress(step); await new Promise((done) => { app.goOn = done; }); } },
  exported: async () => ({ name: 'simpul-17-2026-11-25.smp', blob: new Blob(['sealed']), count: app.events.length }),
  counter: 0, smsNumber: async () => (app.counter += 1),
  pin: '271828', wrong: 0, lock() { app.go('/pin'); }, pinState: async () => ({ left: 10 - app.wrong, wait: 0, gone: app.wrong >= 10 }),
  async unlock(pin) {
    if (pin === app.pin) { app.wrong = 0; return { ok: true }; }
    app.wrong += 1;
    return { ok: false, left: 10 - app.wrong, wait: app.wrong >= 3 && app.wrong < 10 ? 2 : 0, gone: app.wrong >= 10 };
  },
  async changePin(old, fresh) { if (old !== app.pin) return app.unlock(old); app.pin = fresh; return { ok: true }; },
  refusal: null,
  async enrol(given) { if (app.refusal) throw Object.assign(new Error(app.refusal), { code: app.refusal }); app.enrolled = given; },
  persist: async () => false,
};

function matched(pattern, path) {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length || wanted.some((part, index) => !part.startsWith(':') && part !== given[index])) return null;
  return Object.fromEntries(wanted.flatMap((part, index) => (part.startsWith(':') ? [[part.slice(1), decodeURIComponent(given[index])]] : [])));
}

function draw() {
  const path = location.hash.slice(1) || '/';
  document.documentElement.lang = app.language;
  const main = document.querySelector('main');
  main.replaceChildren();
  for (const screen of screens) {
    const params = matched(screen.path, path);
    if (!params) continue;
    document.title = screen.title(app);
    main.append(screen.render(app, params));
    main.querySelector('h1').focus();
    return;
  }
  main.innerHTML = `<h1 tabindex="-1">${path}</h1>`;
}

addEventListener('hashchange', draw);
draw();
globalThis.ready = true;
