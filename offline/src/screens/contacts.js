/** Who lives with somebody that has malaria: listed, then visited and tested. */
import { h } from '../dom.js';
import { dayOf, daysBetween } from '../days.js';
import { NEW_PERSON, testOf } from './port.js';
import { aboutOf, button, dayWords, empty, living, nameOf, page, personOf, row, rows, stays, tag, todayOf } from './parts.js';

const LOOK_BACK = 30;

const list = {
  path: '/kontak',
  title: (app) => app.words('contact.title'),
  render(app) {
    const today = todayOf(app);
    const found = cases(app.state, today).map(([id, test]) => {
      const mine = listed(app.state, id);
      const left = mine.filter((person) => !visited(app.state, person, test.at)).length;
      const mark = !mine.length ? tag('warn', app.words('contact.not_listed')) : left ? tag('warn',
        app.words('contact.left', { n: left })) : tag('good', app.words('contact.done'));
      return row(`/kontak/${id}`, { icon: 'people', title: nameOf(app, test.person), about: dayWords(app, dayOf(test.at)),
        tag: mark });
    });
    return page(app.words('contact.title'), h('p', null, app.words('contact.why')),
      rows(found, empty('people', app.words('contact.none'), h('p', null, app.words('contact.none_how')))));
  },
};

/** @returns {[string, any][]} positive cases of the last thirty days, the newest first */
export const cases = (state, today) => Object.entries(state.tests ?? {})
  .filter(([, test]) => test.result === 'positive' && daysBetween(dayOf(test.at), today) <= LOOK_BACK)
  .sort(([, a], [, b]) => b.at.localeCompare(a.at));

const listed = (state, test) => {
  const mine = (state.contacts ?? []).filter((one) => (one.test ?? one.s) === test);
  return [...new Set(mine.map(({ contact }) => contact))];
};
const visited = (state, person,
  since) => Object.values(state.visits ?? {}).some((visit) => visit.person === person && visit.at >= since);

const one = {
  path: '/kontak/:test',
  title: (app) => app.words('contact.title'),
  render: (app, { test }) => living((again) => drawn(app, test, again)),
};

function drawn(app, id, again) {
  const test = app.state.tests?.[id];
  if (!test) return page(app.words('contact.title'), empty('note', app.words('contact.unknown')));
  const house = personOf(app, test.person).house;
  const mine = listed(app.state, id);
  const near = Object.entries(app.state.people ?? {})
    .filter(([id_, facts]) => house && facts.house === house && id_ !== test.person && !mine.includes(id_) && stays(facts));
  const add = async (person) => { await app.record('contact.listed',
    { p: test.person, s: id, d: { contact: person } }); again(); };
  return page(app.words('contact.of', { name: nameOf(app, test.person) }),
    h('p', { class: 'k-lead' }, house ? app.words('keep.house', { house }) : app.words('contact.no_house')),
    h('h2', null, app.words('contact.listed')), rows(mine.map((person) => contactRow(app, person, test.at)),
      empty('people', app.words('contact.nobody'))),
    near.length > 0 && h('h2', null, app.words('contact.same_house')),
    near.length > 0 && h('ul', { class: 'k-rows', role: 'list' },
      ...near.map(([person, facts]) => h('li', { class: 'k-row' },
      h('span', { class: 'k-row__words' }, h('span', { class: 'k-row__title' }, facts.name),
      h('span', { class: 'k-row__about' }, aboutOf(app, facts))),
      button(app.words('contact.add'), () => add(person), 'small',
        { 'aria-label': app.words('contact.add_name', { name: facts.name }) })))),
    rows([row(NEW_PERSON, { icon: 'people', title: app.words('contact.new_person'),
      about: house ? app.words('contact.new_about', { house }) : null })]));
}

function contactRow(app, person, since) {
  const seen = visited(app.state, person, since);
  return row(testOf(person, 'contact'), { icon: seen ? 'done' : 'walk', title: nameOf(app, person),
    about: aboutOf(app, personOf(app, person)), tag: seen ? tag('good', app.words('contact.visited')) : tag('warn',
    app.words('contact.visit')) });
}

export default [list, one];
