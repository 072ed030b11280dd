/** Making this phone the worker's: the supervisor's code, a name for it, a PIN twice, room that the browser keeps. */
import { h } from '../dom.js';
import { picture } from '../pictures-keep.js';
import { home } from './port.js';
import { button, field, form, living, notice, page, summary } from './parts.js';
import { pad, weak } from './pad.js';

/** @param {string} text an address with `#daftar=`, or the token itself @returns {string} */
export function tokenOf(text) {
  const whole = (text ?? '').replace(/\s+/g, '');
  return /daftar=([^&]+)/.exec(whole)?.[1] ?? whole;
}

/** What was answered so far. Outside the screen, because the app draws it anew when the phone becomes a worker's. */
let facts = null;
const begun = (token) => ({ token, label: '', pin: null, step: token ? 'name' : 'code', errors: {}, failed: null,
  again: () => {} });

const screen = (path) => ({
  path,
  open: true,
  title: (app) => app.words('enrol.title'),
  render(app, params) {
    const token = tokenOf(params?.token ?? '');
    if (!facts || (token && token !== facts.token)) facts = begun(token);
    return living((again) => {
      facts.again = again;
      return STEPS[facts.step](app, facts, again);
    });
  },
});

const to = (facts_, step) => { Object.assign(facts_, { step, errors: {} }); facts_.again(); };
const where = (app, n) => h('p', { class: 'k-step-of' }, app.words('enrol.step', { n, all: 3 }));

const STEPS = {
  code: (app, facts, again) => page(app.words('enrol.title'), where(app, 1),
    h('div', { class: 'k-hero' }, picture('code')), h('p', { class: 'k-lead' }, app.words('enrol.scan')),
    summary(app, facts.errors),
    form(app.words('keep.next'), ({ token }) => {
      facts.token = tokenOf(token);
      if (facts.token) return to(facts, 'name');
      facts.errors = { token: app.words('enrol.code_missing') };
      return again();
    }, field({ label: app.words('enrol.code'), name: 'token', hint: app.words('enrol.code_hint'),
      error: facts.errors.token, more: { autocapitalize: 'none', spellcheck: 'false' } }))),

  name: (app, facts, again) => page(app.words('enrol.name_title'), where(app, 2),
    h('p', null, app.words('enrol.name_why')), summary(app, facts.errors),
    form(app.words('keep.next'), ({ label }) => {
      facts.label = label;
      if (label) return to(facts, 'pin');
      facts.errors = { label: app.words('enrol.name_missing') };
      return again();
    }, field({ label: app.words('enrol.name'), name: 'label', value: facts.label, hint: app.words('enrol.name_hint'),
      error: facts.errors.label, more: { maxlength: 40 } }))),

  pin: (app, facts, again) => page(app.words('enrol.pin_title'), where(app, 3), pad(app, {
    label: app.words('enrol.pin_first'), error: facts.errors.pin, act: (pin) => {
      if (!weak(pin)) return to(Object.assign(facts, { pin }), 'again');
      facts.errors = { pin: app.words('enrol.pin_weak') };
      return again();
    } }), h('p', { class: 'k-hint' }, app.words('enrol.pin_why'))),

  again: (app, facts, again) => page(app.words('enrol.pin_again_title'), where(app, 3), pad(app, {
    label: app.words('enrol.pin_second'), act: (pin) => {
      if (pin === facts.pin) { void enrolled(app, facts); return to(facts, 'going'); }
      Object.assign(facts, { step: 'pin', errors: { pin: app.words('enrol.pin_differs') } });
      return again();
    } })),

  going: (app) => page(app.words('enrol.going'), h('p', { role: 'status' }, app.words('enrol.going_what')),
    h('progress', { 'aria-label': app.words('enrol.going') })),

  failed: (app, facts) => page(app.words('enrol.failed'), notice('bad', app.words(`enrol.error.${facts.failed}`),
    h('p', null, app.words(`enrol.error_how.${facts.failed}`))),
    facts.failed === 'network' ? button(app.words('enrol.retry'),
      () => { void enrolled(app, facts); to(facts, 'going'); }) : button(app.words('enrol.other_code'),
      () => { facts.token = ''; to(facts, 'code'); })),

  done: (app, { kept }) => page(app.words('enrol.done'), notice('good',
    app.words('enrol.done_who', { worker: app.device?.worker?.name ?? '', village: app.device?.village?.name ?? '' })),
    kept === false && notice('warn', app.words('enrol.not_kept'), h('p', null, app.words('enrol.not_kept_how'))),
      install(app), button(app.words('enrol.begin'), () => { facts = null; home(app); })),
};

const CODES = ['invitation-unknown', 'invitation-expired', 'invitation-spent'];

async function enrolled(app, facts) {
  try {
    await app.enrol({ token: facts.token, label: facts.label, pin: facts.pin });
    Object.assign(facts, { pin: null, kept: await app.persist?.() });
    to(facts, 'done');
  } catch (error) {
    const code = String(error?.code ?? '').replaceAll('_', '-');
    facts.failed = CODES.includes(code) ? code : error?.code ? 'other' : 'network';
    to(facts, 'failed');
  }
}

/** How the app gets onto the home screen: by the browser's own offer, or in words where it makes none. */
function install(app) {
  const offer = app.installable?.() && button(app.words('enrol.install'), () => app.install(), 'quiet');
  return h('div', { class: 'k-card' }, h('h2', null, app.words('enrol.install_title')),
    h('p', null, app.words('enrol.install_how')), offer);
}

export default [screen('/daftar'), screen('/daftar/:token')];
