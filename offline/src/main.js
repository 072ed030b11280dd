/** The app begins: what stands around every screen, the router, sending when there is a signal, new versions. */
import { App, DiskFull } from './app.js';
import { h } from './dom.js';
import { pathNow, screenOf } from './router.js';
import { kept, keep } from './storage.js';
import { asked } from './sync.js';

const root = /** @type {HTMLElement} */ (document.getElementById('aplikasi'));
const { version, table: tablePath, worker } = root.dataset;
const EVERY = 60_000;
let retry = 5_000;
let timer = null;
let ready = null;

async function start() {
  if (/^\/(en|id)\//.test(globalThis.location.pathname)) return home();
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB || !globalThis.CompressionStream) return tooOld();
  const app = await new App({ version, language: document.documentElement.lang === 'en' ? 'en' : 'id', table: null }).begin();
  globalThis.simpul = app;
  listen(app);
  serve(app);
  watch(app);
  document.documentElement.lang = app.language;
  draw(app);
  void learn(app);
  void app.persist();
  plan(app, 1_000);
  return app;
}

/** The worker serves one address: a language in the path is remembered, and left. */
async function home() {
  const [, language, ...rest] = globalThis.location.pathname.split('/');
  await keep({ language });
  globalThis.location.replace(`/${rest.join('/')}${globalThis.location.hash}`);
}

function tooOld() {
  root.replaceChildren(h('main', { class: 'utama' }, h('h1', null, 'Peramban ini terlalu lama'), h('p', null, 'Perbarui Chrome, lalu buka lagi. This browser is too old: update Chrome.')));
}

function listen(app) {
  globalThis.addEventListener('hashchange', () => draw(app));
  for (const kind of ['redraw', 'enrolled']) app.addEventListener(kind, () => draw(app));
  app.addEventListener('wiped', () => gone(app));
  for (const kind of ['recorded', 'unlocked', 'enrolled']) app.addEventListener(kind, () => plan(app, 1_000));
  app.addEventListener('recorded', () => void later());
  for (const kind of ['recorded', 'sent', 'unlocked']) app.addEventListener(kind, () => void status(app));
  globalThis.addEventListener('online', () => { retry = 5_000; plan(app, 500); void status(app); });
  globalThis.addEventListener('offline', () => void status(app));
  globalThis.addEventListener('beforeinstallprompt', (event) => { event.preventDefault(); app.prompt = event; });
  globalThis.addEventListener('unhandledrejection', (event) => { if (event.reason instanceof DiskFull) { event.preventDefault(); full(app); } });
}

/** The browser sends by itself as soon as there is a signal, where it can. */
async function later() {
  const registration = await navigator.serviceWorker?.getRegistration();
  await /** @type {any} */ (registration)?.sync?.register('simpul-malaria').catch(() => {});
}

const HIDDEN = 10 * 60_000;
const IDLE = 30 * 60_000;
let touched = Date.now();

/** A phone that was put away locks itself: after ten minutes out of sight, after thirty without a touch. */
function watch(app) {
  for (const kind of ['pointerdown', 'keydown']) globalThis.addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
  const look = () => {
    if (app.unlocked && Date.now() - touched > (document.hidden ? HIDDEN : IDLE)) app.lock();
  };
  setInterval(look, 30_000);
  document.addEventListener('visibilitychange', look);
}

/** The worker keeps the app at hand; a new version waits until it is asked for. */
function serve(app) {
  navigator.serviceWorker?.register(worker, { scope: '/malaria/lapangan' }).then((registration) => {
    const waiting = () => { if (registration.waiting && navigator.serviceWorker.controller) { ready = registration.waiting; draw(app, { still: true }); } };
    registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', waiting));
    waiting();
  }).catch(() => {});
}

/** The dosing table as the node has it now; the one that is kept where there is no signal. */
async function learn(app) {
  try {
    const fresh = await asked(tablePath);
    if (fresh.sha256 !== app.table?.sha256 || Boolean(fresh.signed_off_by) !== Boolean(app.table?.signed_off_by)) {
      app.table = fresh;
      await keep({ table: fresh });
      draw(app, { still: true });
    }
  } catch { app.table ??= await kept('table') ?? null; }
}

/** Sends by itself: soon after something was recorded, when a signal is back, else again and again, ever less often. */
function plan(app, after) {
  clearTimeout(timer);
  if (!app.device) return;
  timer = setTimeout(async () => {
    try {
      if (navigator.onLine !== false) await app.send();
      retry = 5_000;
      plan(app, EVERY);
    } catch {
      retry = Math.min(retry * 2, 15 * 60_000);
      plan(app, retry);
    }
  }, after);
}

const OPEN = ['/daftar', '/pin'];

function wanted(app) {
  const path = pathNow();
  if (!app.device) return path.startsWith('/daftar') ? path : '/daftar';
  return app.unlocked || OPEN.some((open) => path.startsWith(open)) ? path : '/pin';
}

let shown = '';

function draw(app, { still = false } = {}) {
  if (still && document.activeElement?.matches('input, textarea, select, button')) return;
  const path = wanted(app);
  const found = screenOf(path);
  const screen = found?.screen ?? nowhere;
  const content = drawn(app, screen, found?.params ?? {});
  document.title = `${screen.title(app)} · ${app.words('core.name')}`;
  root.replaceChildren(...around(app, path, content));
  void status(app);
  if (path !== shown || !still) globalThis.scrollTo(0, 0);
  if (shown && path !== shown) root.querySelector('h1')?.focus();
  shown = path;
}

function drawn(app, screen, params) {
  try {
    return screen.render(app, params);
  } catch (error) {
    console.error(error);
    return failed(app, 'core.wrong');
  }
}

const failed = (app, key) => h('section', { class: 'k-page' }, h('h1', { tabindex: '-1' }, app.words(`${key}.title`)), h('p', null, app.words(`${key}.what`)), h('p', null, h('a', { class: 'k-button', href: '#/' }, app.words('core.home'))));
const nowhere = { path: '', title: (app) => app.words('core.nowhere.title'), render: (app) => failed(app, 'core.nowhere') };

function around(app, path, content) {
  const open = app.unlocked;
  const header = h('header', { class: 'kepala' }, h('a', { class: 'lewati', href: '#isi', onclick: skip }, app.words('core.skip')),
    path !== '/' && open ? h('button', { type: 'button', class: 'kepala__balik', 'aria-label': app.words('core.back'), onclick: () => history.back() }, '‹') : null,
    h('a', { class: 'kepala__nama', href: '#/' }, app.words('core.name')),
    h('p', { class: 'kepala__kabar', id: 'kabar', role: 'status' }),
    open ? h('a', { class: 'kepala__setelan', href: '#/setelan', 'aria-label': app.words('core.settings') }, '⚙') : null);
  const banners = [app.training && open && h('p', { class: 'pita pita--latihan' }, app.words('core.training')),
    app.device?.village?.synthetic && h('p', { class: 'pita pita--tiruan' }, app.words('core.synthetic')),
    ready && h('p', { class: 'pita' }, app.words('core.update'), ' ', h('button', { type: 'button', class: 'pita__tombol', onclick: renew }, app.words('core.update_now')))];
  return [header, ...banners.filter(Boolean), h('main', { class: 'utama', id: 'isi', tabindex: '-1' }, content)];
}

function skip(event) {
  event.preventDefault();
  document.getElementById('isi')?.focus();
}

function renew() {
  navigator.serviceWorker.addEventListener('controllerchange', () => globalThis.location.reload(), { once: true });
  ready.postMessage('pakai');
}

async function status(app) {
  const place = document.getElementById('kabar');
  if (!place || !app.device) return;
  const { count } = await app.unsent();
  const words = count ? app.words('core.unsent', { n: count }) : app.words('core.all_sent');
  const link = h('a', { href: '#/belum-terkirim', class: count ? 'kabar kabar--ada' : 'kabar' }, navigator.onLine === false ? `${app.words('core.offline')} · ${words}` : words);
  place.replaceChildren(app.unlocked ? link : h('span', { class: 'kabar' }, words));
}

/** Nothing of what was just recorded is kept: said at once, over everything, and it can be tried again. */
function full(app) {
  const dialog = h('dialog', { class: 'penuh', 'aria-labelledby': 'penuh-judul' }, h('h2', { id: 'penuh-judul' }, app.words('core.full.title')), h('p', null, app.words('core.full.what')), h('p', null, app.words('core.full.how')),
    h('button', { type: 'button', class: 'k-button', onclick: () => { dialog.close(); dialog.remove(); } }, app.words('core.full.again')));
  document.body.append(dialog);
  /** @type {any} */ (dialog).showModal();
}


function gone(app) {
  clearTimeout(timer);
  history.replaceState(null, '', '#/daftar');
  root.replaceChildren(h('main', { class: 'utama' }, h('h1', { tabindex: '-1' }, app.words('core.wiped.title')), h('p', null, app.words('core.wiped.what')), h('p', null, app.words('core.wiped.how'))));
  root.querySelector('h1')?.focus();
}

void start();
