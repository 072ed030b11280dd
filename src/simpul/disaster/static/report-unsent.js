// The list of reports that wait on this phone, and the service worker that sends them and keeps the form at hand.
import './report-store.js';

const store = self.simpulReports;
const section = document.querySelector('#unsent');
const told = section?.dataset ?? {};
const home = document.querySelector('[data-worker]');

function button(words, act) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'lapor__link';
  made.textContent = words;
  made.addEventListener('click', act);
  return made;
}

async function again(entry, fields = []) {
  const names = fields.map(([name]) => name);
  const kept = entry.fields.filter(([name]) => !names.includes(name));
  await store.keep('outbox', { ...entry, state: 'waiting', fields: [...kept, ...fields] });
  await showUnsent();
  await store.flush();
}

/** Back into the form, at the question that has to be mended. */
async function mend(entry) {
  const { action, fields, photo, said } = entry;
  await store.keep('drafts', { path: new URL(action).pathname, at: Date.now(), fields, photo, step: said.step, why: said.sentence, code: said.code });
  await store.drop('outbox', entry.id);
  location.assign(action);
}

async function remove(entry) {
  await store.drop('outbox', entry.id);
  await showUnsent();
}

function ways(entry) {
  const { similar } = entry.said ?? {};
  if (entry.state === 'sent') return [];
  if (entry.state === 'waiting') return [button(told.again, () => again(entry))];
  if (!similar) return [button(told.mend, () => mend(entry))];
  return [
    button(told.update, () => again(entry, [['do', 'update'], ['update_of', similar]])),
    button(told.anyway, () => again(entry, [['do', 'anyway']])),
  ];
}

function lineOf(entry) {
  const line = document.createElement('li');
  const title = document.createElement('strong');
  title.textContent = `${entry.title}, ${new Date(entry.made).toLocaleString(document.documentElement.lang, { dateStyle: 'short', timeStyle: 'short' })}`;
  const state = document.createElement('p');
  if (entry.state === 'sent') {
    const link = document.createElement('a');
    link.href = entry.path;
    link.textContent = told.sent.replace('{number}', entry.number);
    state.append(link);
  } else {
    state.textContent = entry.state === 'refused' ? told.refused.replace('{why}', entry.said.sentence) : entry.why ?? told.waiting;
  }
  line.dataset.state = entry.state;
  line.append(title, state, ...ways(entry), button(told.remove, () => remove(entry)));
  return line;
}

/** A phone that is out of breath may have its store a moment later. */
const later = () => new Promise((done) => { setTimeout(done, 1000); }).then(() => store.outbox());

/** The list shows what the phone keeps now. */
export async function showUnsent() {
  if (!section) return;
  const entries = await store.outbox().catch(() => later()).catch(() => []);
  section.querySelector('.lapor__list').replaceChildren(...entries.map(lineOf));
  section.hidden = !entries.length;
  if (!entries.some((one) => one.state === 'waiting')) section.querySelector('.lapor__kept').hidden = true;
}

/** The report waits, and goes when there is a signal: by the browser itself where it can, else when a page is open. */
export async function waitForSignal() {
  const worker = await navigator.serviceWorker?.getRegistration();
  await worker?.sync?.register('simpul-lapor').catch(() => {});
}

async function startWorker() {
  const { worker, scope } = home.dataset;
  const kept = await navigator.serviceWorker.register(worker, { scope });
  if (!navigator.connection?.saveData) (kept.active ?? kept.waiting ?? kept.installing).postMessage([scope, location.pathname]);
}

/** What every page runs comes last here: nothing of it is needed to report. */
async function startApp() {
  await import(home.dataset.app);
  if (navigator.serviceWorker) await startWorker();
}

if (section) {
  new BroadcastChannel('simpul-lapor').addEventListener('message', showUnsent);
  addEventListener('online', () => store.flush());
  addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
  showUnsent();
  store.flush().catch(() => {});
  if (home && document.readyState === 'complete') startApp().catch(() => {});
  else if (home) addEventListener('load', () => startApp().catch(() => {}));
}
