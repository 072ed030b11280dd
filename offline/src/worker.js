/**
 * Keeps the app's files on the phone, all of one version or none: a version that did not arrive whole is never shown, and the
 * one that runs keeps its files until the new one is asked for. FILES and VERSION stand before this script.
 */
/* global FILES, VERSION */
import { sent } from './sync.js';

const CACHE = `simpul-lapangan-${VERSION}`;
const SHELL = '/malaria/lapangan';
const SENDING = 'simpul-malaria';
const TABLE = '/malaria/lapangan/takaran.json';

self.addEventListener('install', (event) => {
  event.waitUntil(whole().catch(async (error) => {
    await caches.delete(CACHE);
    throw error;
  }));
});

/** Every file, and a shell that asks for just these: a node that was renewed in between has given half of each. */
async function whole() {
  const cache = await caches.open(CACHE);
  await cache.addAll([...FILES, SHELL].map((path) => new Request(path, { cache: 'reload' })));
  const shell = await (await cache.match(SHELL)).text();
  if (FILES.slice(0, 2).some((path) => !shell.includes(path))) throw new Error('of two versions');
}

self.addEventListener('activate', (event) => {
  const clean = caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith('simpul-lapangan-') && name !== CACHE).map((name) => caches.delete(name))));
  event.waitUntil(clean.then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  if (event.data === 'pakai') self.skipWaiting();
});

/** The table as the node has it; as it was last, without a signal. */
async function table(request) {
  const cache = await caches.open(CACHE);
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await cache.put(TABLE, fresh.clone());
    return fresh;
  } catch (error) {
    const kept = await cache.match(TABLE);
    if (kept) return kept;
    throw error;
  }
}

async function kept(key, request) {
  return (await (await caches.open(CACHE)).match(key)) ?? fetch(request);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (pathname === TABLE) event.respondWith(table(request));
  else if (request.mode === 'navigate' && pathname === SHELL) event.respondWith(kept(SHELL, request));
  else if (FILES.includes(pathname)) event.respondWith(kept(pathname, request));
});

/** The browser has a signal, whether or not the app is open: sealed events need no PIN to be sent. A revoked phone is wiped by the app itself. */
self.addEventListener('sync', (event) => {
  if (event.tag === SENDING) event.waitUntil(sent());
});
