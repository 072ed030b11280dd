// Shows what the node pushes, and opens what it is about. It answers no requests and keeps nothing.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => {
  const told = event.data ? event.data.json() : { title: '' };
  const actions = told.leave ? [{ action: 'leave', title: told.stop || '×' }] : [];
  event.waitUntil(self.registration.showNotification(told.title, {
    body: told.body,
    tag: told.tag,
    renotify: Boolean(told.tag),
    requireInteraction: Boolean(told.urgent),
    lang: told.lang,
    data: { link: told.link, leave: told.leave },
    actions,
  }));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { link, leave } = event.notification.data;
  event.waitUntil(self.clients.openWindow(event.action === 'leave' ? leave : link));
});
