/** The slides of day 3 and day 28: who is due, and a slide taken with the label written on its glass. */
import { h } from '../dom.js';
import { dayOf } from '../days.js';
import { slidesDue } from '../treatment.js';
import { dayWords, dueTag, empty, field, form, living, nameOf, notice, page, row, rows, summary,
  todayOf } from './parts.js';

const noRdt = (app) => notice('plain', app.words('slide.no_rdt'), h('p', null, app.words('slide.no_rdt_why')));

const list = {
  path: '/slide',
  title: (app) => app.words('slide.title'),
  render(app) {
    const found = slidesDue(app.state, todayOf(app));
    const now = found.filter(({ late }) => late >= 0);
    const later = found.filter(({ late }) => late < 0);
    const one = (due) => row(`/slide/${due.s}/${due.day}`, { icon: 'slide', title: nameOf(app, due.person),
      about: `${app.words('slide.of_day', { n: due.day })} · ${dayWords(app, due.on)}`, tag: dueTag(app, due.late) });
    return page(app.words('slide.title'), noRdt(app), h('h2', null, app.words('slide.now')),
      rows(now.map(one), empty('slide', app.words('slide.none'), h('p', null, app.words('slide.none_how')))),
      later.length > 0 && h('h2', null, app.words('slide.later')), later.length > 0 && rows(later.map(one)));
  },
};

const take = {
  path: '/slide/:s/:day',
  title: (app) => app.words('slide.take'),
  render(app, { s, day }) {
    let errors = {};
    return living((again) => {
      const one = app.state.treatments?.[s];
      if (!one) return page(app.words('slide.take'), empty('note', app.words('follow.unknown')));
      const done = (app.state.slides ?? []).find((slide) => slide.s === s && slide.day === Number(day));
      if (done) return page(app.words('slide.take'), notice('good',
        app.words('slide.taken', { label: done.label ?? '-' }), h('p', null, app.words('slide.bring'))),
        h('p', null, h('a', { class: 'k-button', href: '#/slide' }, app.words('slide.all'))));
      return asked(app, { s, one, day: Number(day), errors }, async ({ label }) => {
        errors = label ? {} : { label: app.words('slide.label_missing') };
        if (label) await app.record('slide.taken', { p: one.person, s, d: { day: Number(day), label } });
        again();
      });
    });
  },
};

function asked(app, { one, day, errors }, act) {
  const proposed = labelOf(app, day);
  return page(app.words('slide.of_day', { n: day }), h('p', { class: 'k-lead' }, nameOf(app, one.person)),
    summary(app, errors), noRdt(app),
    h('ol', { class: 'k-steps' }, ...['prick', 'drop', 'dry',
      'write'].map((step) => h('li', null, app.words(`slide.step.${step}`)))),
    form(app.words('slide.save'), act,
      field({ label: app.words('slide.label'), name: 'label', value: proposed, hint: app.words('slide.label_hint'),
      error: errors.label, more: { maxlength: 40 } })));
}

/** @returns {string} a label that names nobody: the device, the day, which slide, and how many of that day came before */
function labelOf(app, day) {
  const today = dayOf(app.now());
  const before = (app.state.slides ?? []).filter((slide) => dayOf(slide.at) === today).length;
  return `${app.device?.short ?? 0}-${today.slice(2).replaceAll('-', '')}-H${day}-${before + 1}`;
}

export default [list, take];
