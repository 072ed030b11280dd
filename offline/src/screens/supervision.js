/** The supervisor's monthly visit: each point yes, no or not looked at; what is not right becomes what to do. */
import { h } from '../dom.js';
import { dayOf } from '../days.js';
import { choices, dateWords, field, form, living, notice, page, summary } from './parts.js';

/** The points, as the worker does them in a day. Their codes go into the event. */
export const POINTS = ['scale', 'severe_first', 'rdt_wait', 'rdt_disposal', 'weight_dose', 'first_dose', 'followed',
  'slides', 'stock', 'expired', 'records', 'phone'];

const screen = {
  path: '/supervisi',
  title: (app) => app.words('super.title'),
  render(app) {
    let said = {};
    let errors = {};
    let done = null;
    return living((again) => (done ? finished(app, done) : page(app.words('super.title'), before(app),
      summary(app, errors), h('p', null, app.words('super.who')),
      form(app.words('super.save'), async (given) => {
        said = given;
        errors = faults(app, given);
        if (!Object.keys(errors).length) done = await record(app, given);
        again();
      }, field({ label: app.words('super.name'), name: 'supervisor', value: said.supervisor, error: errors.supervisor,
        more: { maxlength: 80, autocomplete: 'name' } }),
      ...POINTS.map((point) => choices({ legend: app.words(`super.point.${point}`), name: point, chosen: said[point],
        error: errors[point], inline: true, options: ['yes', 'no',
        'na'].map((value) => ({ value, words: app.words(`super.${value}`) })) })),
      field({ label: app.words('super.note'), name: 'note', value: said.note, hint: app.words('super.note_hint'),
        more: { maxlength: 200 } })))));
  },
};

function before(app) {
  const last = [...(app.state.supervisions ?? [])].sort((a, b) => b.at.localeCompare(a.at))[0];
  return h('p', { class: 'k-lead' }, last ? app.words('super.last',
    { day: dateWords(app, dayOf(last.at)) }) : app.words('super.first'));
}

function faults(app, said) {
  const found = { supervisor: !said.supervisor && app.words('super.name_missing') };
  for (const point of POINTS) found[point] = !said[point] && app.words('super.point_missing',
    { point: app.words(`super.point.${point}`) });
  return Object.fromEntries(Object.entries(found).filter(([, words]) => words));
}

async function record(app, said) {
  const items = Object.fromEntries(POINTS.map((point) => [point, said[point]]));
  await app.record('supervision.done', { p: null,
    d: { supervisor: said.supervisor, items, ...(said.note ? { note: said.note } : {}) } });
  return items;
}

function finished(app, items) {
  const mend = POINTS.filter((point) => items[point] === 'no');
  return page(app.words('super.done'), mend.length ? notice('warn', app.words('super.mend'),
    h('ul', null, ...mend.map((point) => h('li', null, app.words(`super.point.${point}`)))))
    : notice('good', app.words('super.all_well')), h('p', null,
      h('a', { class: 'k-button', href: '#/' }, app.words('keep.home'))));
}

export default [screen];
