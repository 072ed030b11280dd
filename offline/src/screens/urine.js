/** Dark urine while primaquine is taken: the tablets stop at the tap, then the patient is sent on. */
import { h } from '../dom.js';
import { picture } from '../pictures-keep.js';
import { darkened, dayNumber } from '../treatment.js';
import { ended } from './follow.js';
import { button, empty, living, nameOf, notice, page, todayOf } from './parts.js';

const screen = {
  path: '/rawat/:s/urin',
  title: (app) => app.words('urine.ask'),
  render: (app, { s }) => living((again) => drawn(app, s, again)),
};

function drawn(app, s, again) {
  const one = app.state.treatments?.[s];
  if (!one) return page(app.words('urine.ask'), empty('note', app.words('follow.unknown')));
  if (darkened(one)) return stopped(app, s, one);
  const record = async (dark) => {
    const day = Math.min(28, Math.max(1, dayNumber(one, todayOf(app))));
    await app.record('urine.checked', { p: one.person, s, d: { day, dark } });
    return dark ? again() : app.go(`/rawat/${s}`);
  };
  return page(app.words('urine.ask'), h('p', { class: 'k-lead' },
    app.words('urine.who', { name: nameOf(app, one.person) })), h('p', null, app.words('urine.look')),
    h('div', { class: 'k-two' }, answer(app, 'urine_clear', 'urine.clear', 'quiet', () => record(false)),
      answer(app, 'urine_dark', 'urine.dark', 'quiet', () => record(true))));
}

const answer = (app, icon, key, kind, act) => button(h('span', { class: 'k-answer' }, picture(icon),
  h('span', null, app.words(key))), act, kind);

/** Primaquine has stopped already: `urine.checked` is recorded. What is left is to send the patient on. */
function stopped(app, s, one) {
  if (one.status !== 'open') return page(app.words('urine.stopped'),
    notice('good', app.words(`follow.ended.${one.status}`)),
    h('p', null, h('a', { class: 'k-button', href: '#/rawat' }, app.words('follow.back_to_list'))));
  const refer = async () => {
    await ended(app, s, one, { how: 'referred', reason: 'dark_urine' });
    app.go(`/rawat/${s}`);
  };
  return page(app.words('urine.stopped'), h('p', { class: 'k-lead' }, nameOf(app, one.person)),
    notice('bad', app.words('urine.stop'), h('ol', null,
      ...['one', 'two', 'three'].map((step) => h('li', null, app.words(`urine.step.${step}`))))),
    button(app.words('urine.referred'), refer, 'stop'), h('p', { class: 'k-hint' }, app.words('urine.after')));
}

export default [screen];
