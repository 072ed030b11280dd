/** What the test shows: fifteen minutes that go on without the app, results as pictures, species. */
import { h } from '../dom.js';
import { cassette } from '../pictures.js';
import { button, notice, page } from './parts.js';
import { answersOf, whoOf } from './asking.js';

export const MINUTES = 15;
const OF_RDT = { falciparum: 'falciparum', vivax: 'vivax', mixed: 'mixed_pf_pv_po' };
const OF_SLIDE = ['falciparum', 'vivax', 'mixed_pf_pv_po', 'ovale', 'malariae', 'knowlesi', 'unknown'];

/** @param {any} draft @param {number} now ms @returns {number} seconds until a negative may be read */
export const left = (draft, now) => Math.min(MINUTES * 60, Math.max(0, Math.ceil((draft.begun + MINUTES * 60_000 - now) / 1000)));

/** A line is positive whenever it shows; that none shows is known after fifteen minutes. */
export function rdt(app, draft, on) {
  const clock = h('p', { class: 't-clock', role: 'timer' });
  const lock = { busy: false };
  const positive = answersOf(Object.entries(OF_RDT).map(([kind, species]) => ({ words: app.words(`result.${kind}`), node: cassette(/** @type {any} */ (kind)), act: () => on({ result: 'positive', species }) })), lock);
  const negative = answersOf(['negative', 'invalid'].map((kind) => ({ words: app.words(`result.${kind}`), node: cassette(/** @type {any} */ (kind)), act: () => on({ result: kind, species: null }) })), lock);
  const tick = () => {
    const seconds = left(draft, Date.now());
    clock.textContent = seconds ? app.words('result.wait', { time: `${Math.floor(seconds / 60)}.${String(seconds % 60).padStart(2, '0')}` }) : app.words('result.ready');
    for (const one of negative.querySelectorAll('button')) /** @type {HTMLButtonElement} */ (one).disabled = seconds > 0;
    if (seconds && (clock.isConnected || !clock.dataset.seen)) setTimeout(tick, 1000);
    clock.dataset.seen = 'ya';
  };
  tick();
  return page(app.words('result.title'), whoOf(draft), clock, h('p', null, app.words('result.look')), positive, h('h2', null, app.words('result.else')), h('p', { class: 'k-hint' }, app.words('result.else_when')), negative,
    h('p', { class: 'k-hint' }, app.words('result.leave')), button(app.words('keep.home'), () => app.go('/'), 'quiet'));
}

/** Before the result that came: one tap, so that what was asked anew is recorded. */
export const waited = (app, draft, on) => page(app.words('result.slide_title'), whoOf(draft), notice('plain', app.words('result.came')), button(app.words('keep.next'), on));

export function slide(app, draft, on) {
  const answers = OF_SLIDE.map((species) => ({ words: app.words(`species.${species}`), act: () => on({ result: 'positive', species }) }));
  return page(app.words('result.slide_title'), whoOf(draft), notice('plain', app.words('result.slide_how')), answersOf([
    { words: app.words('result.pending'), act: () => on({ result: 'pending', species: null }) }, { words: app.words('result.negative'), act: () => on({ result: 'negative', species: null }) }, ...answers]));
}

/** No parasite was found: what now. */
export const none = (app, draft, again) => page(app.words(draft.result === 'negative' ? 'none.title' : 'none.title_yet'), whoOf(draft), notice('plain', app.words(`none.${draft.result}`), h('p', null, app.words(`none.how.${draft.result}`))), draft.result === 'invalid' && button(app.words('none.retest'), again),
  h('p', null, h('a', { class: `k-button ${draft.result === 'invalid' ? 'k-button--quiet' : ''}`, href: '#/' }, app.words('keep.home'))));
