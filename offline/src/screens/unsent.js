/** What is not yet sent, since when, and the ways out: now, by cable or Bluetooth, by SMS. */
import { h } from '../dom.js';
import { dayOf, daysBetween } from '../days.js';
import { unsentOf } from './port.js';
import { button, living, momentWords, notice, page, row, rows, todayOf } from './parts.js';

const LONG = 7;

const screen = {
  path: '/belum-terkirim',
  title: (app) => app.words('unsent.title'),
  render(app) {
    let told = null;
    let going = null;
    let failed = null;
    const send = (again) => async () => {
      [going, failed] = [{ done: 0, all: told.count }, null];
      again();
      try { await app.send((far) => moved(place, app, far)); } catch (error) { failed = error; }
      going = null;
      told = await unsentOf(app);
      again();
    };
    const place = living((again) => drawn(app, { told, going, failed }, send(again)));
    const look = async () => {
      told = await unsentOf(app);
      if (!going) place.refresh();
    };
    void look();
    app.addEventListener?.('sent', function heard() {
      if (place.isConnected) void look();
      else app.removeEventListener('sent', heard);
    });
    return place;
  },
};

function drawn(app, { told, going, failed }, send) {
  if (!told) return page(app.words('unsent.title'), h('p', { role: 'status' }, app.words('unsent.counting')));
  return page(app.words('unsent.title'), status(app, told), going && progress(app, going),
    failed && !going && notice('warn', app.words('unsent.failed'), h('p', null, app.words('unsent.failed_how'))),
    told.count > 0 && !going && button(app.words(failed ? 'unsent.resume' : 'unsent.send'), send),
    kinds(app, told.kinds), told.count > 0 && h('h2', null, app.words('unsent.other')), told.count > 0 && rows([
      row('/ekspor', { icon: 'cable', title: app.words('export.title'), about: app.words('export.about') }),
      row('/sms', { icon: 'message', title: app.words('sms.title'), about: app.words('sms.about') })]));
}

function status(app, { count, since, last_contact: last }) {
  const seen = last ? app.words('unsent.last', { at: momentWords(app, last) }) : app.words('unsent.never');
  if (!count) return notice('good', app.words('unsent.none'), h('p', null, seen));
  const days = since ? daysBetween(dayOf(since), todayOf(app)) : 0;
  return notice(days >= LONG ? 'bad' : 'warn', app.words('unsent.count', { n: count }),
    since && h('p', null, app.words(days > 0 ? 'unsent.since' : 'unsent.since_today',
    { at: momentWords(app, since), days })), h('p', null, app.words('unsent.safe')), h('p', null, seen));
}

function progress(app, { done, all }) {
  return h('div', { class: 'k-progress', role: 'status' }, h('label', { for: 'k-sending' },
    app.words('unsent.sending', { done, all })), h('progress', { id: 'k-sending', max: all || 1, value: done }));
}

function moved(place, app, { done, all }) {
  const bar = place.querySelector('#k-sending');
  if (bar) [bar.max, bar.value] = [all || 1, done];
  const words = place.querySelector('label[for=k-sending]');
  if (words) words.textContent = app.words('unsent.sending', { done, all });
}

function kinds(app, counted) {
  const found = Object.entries(counted ?? {});
  return found.length > 0 && h('div', null, h('h2', null, app.words('unsent.what')),
    h('ul', { class: 'k-plain' },
    ...found.map(([kind, n]) => h('li', null, `${n} × ${app.words(`unsent.kind.${kind}`)}`))));
}

export default [screen];
