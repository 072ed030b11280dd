/** The positive tests in at most two SMS, for when a telephone mast carries words but no data. */
import { h } from '../dom.js';
import { messages, noticeOf } from '../sms.js';
import { unsentOf } from './port.js';
import { button, empty, living, notice, page } from './parts.js';

const screen = {
  path: '/sms',
  title: (app) => app.words('sms.title'),
  render(app) {
    let texts = null;
    const place = living(() => drawn(app, texts));
    written(app).then((found) => { texts = found; place.refresh(); });
    return place;
  },
};

async function written(app) {
  const { since, count } = await unsentOf(app);
  const about = { device: app.device?.short ?? 1, village: app.device?.village?.code ?? '', since: since ?? '9999' };
  const notice_ = noticeOf(app.state, { ...about, number: 1 });
  if (!count || !notice_.tests) return [];
  return messages({ ...notice_, number: await numbered(app,
    Math.min(2, Math.max(1, Math.ceil(notice_.cases.length / 10)))) });
}

/** The next numbers of this device's messages: as many as go out. */
async function numbered(app, most) {
  const first = (await app.smsNumber?.()) ?? 1;
  for (let more = 1; more < most; more += 1) await app.smsNumber?.();
  return first;
}

function drawn(app, texts) {
  if (!texts) return page(app.words('sms.title'), h('p', { role: 'status' }, app.words('unsent.counting')));
  if (!texts.length) return page(app.words('sms.title'), empty('message', app.words('sms.none'),
    h('p', null, app.words('sms.none_how'))));
  return page(app.words('sms.title'), h('p', { class: 'k-lead' }, app.words('sms.why')),
    notice('plain', app.words('sms.no_names'), h('p', null, app.words('sms.still'))),
    ...texts.map((text, index) => message(app, text, index, texts.length)));
}

function message(app, text, index, all) {
  const number = app.device?.sms_number ?? '';
  const copied = h('span', { role: 'status', class: 'k-hint' });
  const copy = async () => { await navigator.clipboard?.writeText(text); copied.textContent = app.words('sms.copied'); };
  return h('section', { class: 'k-card', 'aria-label': app.words('sms.message', { n: index + 1, all }) },
    h('h2', null, app.words('sms.message', { n: index + 1, all })),
    h('p', { class: 'k-sms' }, text), h('p', { class: 'k-hint' }, app.words('sms.length', { n: text.length })),
    h('p', null, h('a', { class: 'k-button', href: `sms:${number}?body=${encodeURIComponent(text)}` },
      app.words('sms.open'))), button(app.words('sms.copy'), copy, 'quiet'), copied);
}

export default [screen];
