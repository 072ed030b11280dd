/** A mistake is put right by another entry that says why; what was written stays. */
import { h } from '../dom.js';
import { choices, empty, field, form, living, nameOf, notice, page, summary } from './parts.js';

const SPECIES = ['falciparum', 'vivax', 'mixed_pf_pv_po', 'ovale', 'malariae', 'knowlesi', 'unknown'];

const screen = {
  path: '/betulkan/:test',
  title: (app) => app.words('correct.title'),
  render(app, { test }) {
    const facts = { errors: {}, done: false };
    return living((again) => {
      const one = app.state.tests[test];
      const event = app.own.find(({ t, s }) => t === 'test.recorded' && s === test);
      if (!one || !event) return page(app.words('correct.title'), empty('note', app.words('correct.unknown')));
      if (facts.done) return page(app.words('correct.title'), notice('good', app.words('correct.done')), begun(app, test), h('p', null, h('a', { class: 'k-button', href: '#/' }, app.words('keep.home'))));
      return page(app.words('correct.title'), h('p', { class: 'k-lead' }, nameOf(app, one.person)), h('p', null, app.words('correct.now', { result: app.words(one.species ? `species.${one.species}` : `result.${one.result}`) })), summary(app, facts.errors),
        form(app.words('correct.save'), async (said) => {
          facts.errors = { ...(said.result ? {} : { result: app.words('correct.result_missing') }), ...(said.reason ? {} : { reason: app.words('correct.reason_missing') }) };
          if (!Object.keys(facts.errors).length) { await corrected(app, one.person, event.id, said); facts.done = true; }
          again();
        }, choices({ legend: app.words('correct.right'), name: 'result', error: facts.errors.result, options: [{ value: 'negative', words: app.words('result.negative') }, ...SPECIES.map((value) => ({ value, words: app.words(`species.${value}`) }))] }),
        field({ label: app.words('correct.reason'), name: 'reason', error: facts.errors.reason, more: { maxlength: 200 } })));
    });
  },
};

function corrected(app, p, event, { result, reason }) {
  const changes = result === 'negative' ? { result: 'negative', species: null } : { result: 'positive', species: result };
  return app.record('fact.corrected', { p, d: { event, changes, reason } });
}

/** A treatment that follows from what was wrong is not gone on with. */
function begun(app, test) {
  const [s] = Object.entries(app.state.treatments).find(([, one]) => one.test === test && one.status === 'open') ?? [];
  return s && notice('bad', app.words('correct.stop'), h('p', null, app.words('correct.stop_how')), h('p', null, h('a', { class: 'k-button k-button--stop', href: `#/rawat/${s}` }, app.words('end.card'))));
}

export default [screen];
