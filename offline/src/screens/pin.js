/** Unlocking: the pad, how many tries are left, how long to wait, and what happens at ten. */
import { h } from '../dom.js';
import { home } from './port.js';
import { living, notice, page } from './parts.js';
import { pad } from './pad.js';

const MOST = 10;

const screen = {
  path: '/pin',
  open: true,
  title: (app) => app.words('pin.title'),
  render(app) {
    let state = { left: MOST, wait: 0, gone: false };
    let error = null;
    let timer = null;
    const place = living((again) => {
      clearInterval(timer);
      if (state.gone) return gone(app);
      if (state.wait > 0) timer = setInterval(() => { state.wait -= 1; state.wait > 0 ? count(place, app,
        state.wait) : again(); }, 1000);
      return page(app.words('pin.title'), h('p', { class: 'k-lead' },
        app.device?.worker?.name ? app.words('pin.hello', { name: app.device.worker.name }) : app.words('pin.who')),
        warning(app, state),
        pad(app, { label: app.words('pin.label'), error, shut: state.wait > 0,
          act: async (pin) => { [state, error] = await tried(app, pin); if (state) again(); } }),
          h('p', { class: 'k-hint' }, app.words('pin.sealed')));
    });
    Promise.resolve(app.pinState?.()).then((found) => { if (found) { state = { ...state,
      ...found }; if (state.wait > 0 || state.gone || state.left < MOST) place.refresh(); } });
    return place;
  },
};

async function tried(app, pin) {
  const answer = await app.unlock(pin);
  if (answer.ok) { home(app); return [null, null]; }
  return [{ left: answer.left, wait: Math.ceil(answer.wait ?? 0), gone: Boolean(answer.gone) },
    answer.gone ? null : app.words('pin.wrong', { n: answer.left })];
}

function warning(app, { left, wait }) {
  const waiting = wait > 0 && h('div', { class: 'k-notice k-notice--warn', role: 'status' },
    h('div', null, h('p', { class: 'k-notice__title k-wait' }, waitWords(app, wait)),
    h('p', null, app.words('pin.wait_why'))));
  const near = left < MOST && notice(left <= 3 ? 'bad' : 'plain', app.words('pin.left', { n: left }),
    h('p', null, app.words('pin.at_ten')));
  return h('div', null, waiting, near);
}

const waitWords = (app, wait) => app.words('pin.wait',
  { time: wait >= 60 ? `${Math.floor(wait / 60)}.${String(wait % 60).padStart(2, '0')}` : `${wait}`,
  unit: app.words(wait >= 60 ? 'pin.minutes' : 'pin.seconds') });

function count(place, app, wait) {
  const line = place.querySelector('.k-wait');
  if (line) line.textContent = waitWords(app, wait);
}

function gone(app) {
  return page(app.words('pin.gone'), notice('bad', app.words('pin.gone_what'), h('p', null, app.words('pin.gone_safe'))),
    h('ol', { class: 'k-steps' }, ...['send', 'meet',
    'scan'].map((step) => h('li', null, app.words(`pin.gone_step.${step}`)))),
    h('p', null, h('a', { class: 'k-button', href: '#/daftar' }, app.words('enrol.title'))));
}

export default [screen];
