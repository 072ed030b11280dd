/** Keeps the gate's page at hand without a signal. SIMPUL (version, files, shells) stands before this script. */
/* global SIMPUL */
const CACHE = `simpul-gerbang-${SIMPUL.version}`;
const GATE = /^((?:\/(?:id|en|ko))?)\/kerja-sama\/gerbang\/[0-9a-f-]{36}\/[0-9a-f-]{36}$/;

self.addEventListener('install', (event) => {
  const paths = [...SIMPUL.files, ...SIMPUL.shells].map((path) => new Request(path, { cache: 'reload' }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(paths)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('simpul-gerbang-') && name !== CACHE;
  const clean = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
  event.waitUntil(clean.then(() => self.clients.claim()));
});

async function kept(key, request) {
  return (await (await caches.open(CACHE)).match(key)) ?? fetch(request);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  const gate = request.mode === 'navigate' ? GATE.exec(pathname) : null;
  if (gate) event.respondWith(kept(`${gate[1]}/kerja-sama/gerbang/aplikasi`, request));
  else if (SIMPUL.files.includes(pathname)) event.respondWith(kept(pathname, request));
});
