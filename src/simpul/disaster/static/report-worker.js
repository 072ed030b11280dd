// Keeps the form at hand without a signal and sends what waits. Served with SIMPUL (version, files, store, hazards) before it.
/* global SIMPUL, simpulReports */
importScripts(SIMPUL.store);

const CACHE = `simpul-lapor-${SIMPUL.version}`;
const PAGE = /^(\/(id|en|jv))?\/(bencana\/(latihan\/)?lapor(\/[a-z]+)?|k\/[^/]+(\/[a-z]+)?)$/;
const PATIENCE = 3000;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SIMPUL.files)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const clean = caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith('simpul-lapor-') && name !== CACHE).map((name) => caches.delete(name))));
  event.waitUntil(clean.then(() => self.clients.claim()));
});

/** The page as the node gives it now, kept for later; a signed-in person's is never kept. */
async function fresh(request, key) {
  const answer = await fetch(request);
  const ours = answer.ok && !answer.redirected && !/no-store/.test(answer.headers.get('cache-control') ?? '');
  if (ours && !new URL(request.url).search) await (await caches.open(CACHE)).put(key, answer.clone());
  return answer;
}

/** The page from the node; from this phone where the node does not answer in time. */
async function page(request) {
  const key = new URL(request.url).pathname;
  const asked = fresh(request, key);
  const kept = await (await caches.open(CACHE)).match(key);
  if (!kept) return asked;
  const late = new Promise((done) => { setTimeout(done, PATIENCE, kept); });
  return Promise.race([asked.catch(() => kept), late]);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (pathname.startsWith('/static/')) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  else if (request.mode === 'navigate' && PAGE.test(pathname)) event.respondWith(page(request));
});

/** The forms of all hazards, one after the other, so that they stay out of the way of whoever is writing. */
async function keepForms([scope, ...more]) {
  const cache = await caches.open(CACHE);
  const forms = scope.endsWith('/lapor') ? SIMPUL.hazards.map((slug) => `${scope}/${slug}`) : [];
  for (const path of [scope, ...more, ...forms]) {
    if (PAGE.test(path) && !(await cache.match(path))) await fresh(new Request(new URL(path, self.location.href)), path).catch(() => {});
  }
}

self.addEventListener('message', (event) => event.waitUntil(keepForms(event.data)));

self.addEventListener('sync', (event) => {
  event.waitUntil(simpulReports.flush().then((left) => { if (left) throw new Error('no signal yet'); }));
});
