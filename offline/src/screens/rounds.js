/** Door to door: which houses were visited in this round, who was there, how many nets, who has a fever. */
import { h } from '../dom.js';
import { dayOf, daysBetween } from '../days.js';
import { NEW_PERSON, testOf } from './port.js';
import { aboutOf, dayWords, empty, field, form, stays, living, number, notice, page, row, rows, summary, tag,
  todayOf } from './parts.js';

const ROUND = 30;

const list = {
  path: '/keliling',
  title: (app) => app.words('round.title'),
  render: (app) => {
    let errors = {};
    return living((again) => {
      const today = todayOf(app);
      const houses = housesOf(app.state, today);
      const done = houses.filter(({ ago }) => ago !== null && ago <= ROUND).length;
      const open = ({ house }) => {
        errors = house ? {} : { house: app.words('round.house_missing') };
        return house ? app.go(`/keliling/${encodeURIComponent(house)}`) : again();
      };
      return page(app.words('round.title'), houses.length > 0 && progress(app, done, houses.length), summary(app, errors),
        rows(houses.map((one) => houseRow(app, one)), empty('home', app.words('round.none'),
          h('p', null, app.words('round.none_how')))),
        h('h2', null, app.words('round.other')), form(app.words('round.open'), open,
          field({ label: app.words('round.house'), name: 'house', hint: app.words('round.house_hint'),
          error: errors.house, more: { maxlength: 40 } })));
    });
  },
};

function progress(app, done, all) {
  return h('div', { class: 'k-progress' }, h('label', { for: 'k-round' }, app.words('round.progress', { done, all })),
    h('progress', { id: 'k-round', max: all, value: done }));
}

const houseRow = (app, { house, people, ago, on }) => row(`/keliling/${encodeURIComponent(house)}`, {
  icon: 'home', title: app.words('keep.house', { house }), about: [app.words('round.lives', { n: people.length }),
    on && dayWords(app, on)].filter(Boolean).join(' · '),
  tag: ago !== null && ago <= ROUND ? tag('good', app.words('round.visited')) : tag('warn', app.words('round.not_yet')),
});

/** Houses where people live or were looked for, the longest ago first. */
export function housesOf(state, today) {
  const houses = new Map();
  const at = (house) => houses.get(house) ?? houses.set(house, { house, people: [], on: null, ago: null }).get(house);
  for (const [id, person] of Object.entries(state.people ?? {})) {
    if (person.house && stays(person)) at(person.house).people.push(id);
  }
  for (const round of state.rounds ?? []) {
    const one = at(round.house);
    const on = dayOf(round.at);
    if (!one.on || on > one.on) Object.assign(one, { on, ago: daysBetween(on, today) });
  }
  return [...houses.values()].sort((a, b) => (b.ago ?? 9999) - (a.ago ?? 9999) || a.house.localeCompare(b.house, 'id',
    { numeric: true }));
}

const one = {
  path: '/keliling/:house',
  title: (app) => app.words('round.title'),
  render(app, { house }) {
    const facts = { house, errors: {} };
    return living((again) => drawn(app, facts, again));
  },
};

/** Who had a fever when the house was saved, so that back from a test the others are still there. */
let kept = null;

function drawn(app, facts, again) {
  const { house, errors } = facts;
  const lives = Object.entries(app.state.people ?? {})
    .filter(([, person]) => person.house === house && stays(person));
  if (kept?.house === house) return saved(app, lives);
  return page(app.words('keep.house', { house }), summary(app, errors),
    form(app.words('round.save'), (said) => save(app, facts, said, again),
    number({ label: app.words('round.people'), name: 'people', value: lives.length, most: 60, words: steps(app),
      error: errors.people }),
    number({ label: app.words('round.absent'), name: 'absent', value: 0, most: 60, words: steps(app),
      error: errors.absent }),
    number({ label: app.words('round.nets'), name: 'nets', value: 0, most: 60, hint: app.words('round.nets_hint'),
      words: steps(app), error: errors.nets }),
    fevers(app, lives)));
}

const steps = (app) => ({ less: app.words('keep.less'), more: app.words('keep.more') });

function fevers(app, lives) {
  const box = ([id, person]) => h('label', { class: 'k-choice' },
    h('input', { type: 'checkbox', name: 'fever', value: id }),
    h('span', null, person.name, h('small', null, aboutOf(app, person))));
  return h('fieldset', { class: 'k-choices' }, h('legend', null, app.words('round.fever')),
    lives.length ? h('div', { class: 'k-choices__all' }, ...lives.map(box)) : h('p', { class: 'k-hint' },
    app.words('round.nobody_known')));
}

async function save(app, facts, said, again) {
  const { house } = facts;
  const [people, absent, nets] = ['people', 'absent',
    'nets'].map((name) => (/^\d{1,3}$/.test(said[name]) ? Number(said[name]) : null));
  facts.errors = { people: people === null && app.words('round.number'),
    absent: absent === null ? app.words('round.number') : absent > people && app.words('round.too_many'),
    nets: nets === null && app.words('round.number') };
  if (Object.values(facts.errors).some(Boolean)) return again();
  await app.record('round.visited', { p: null, d: { house, people, absent, nets } });
  kept = { house, fever: said.fever ?? [] };
  return again();
}

function saved(app, lives) {
  const { house, fever } = kept;
  const visits = Object.values(app.state.visits ?? {}).filter((one) => dayOf(one.at) === todayOf(app));
  const seen = (id) => visits.some((one) => one.person === id);
  const left = fever.filter((id) => !seen(id));
  kept = left.length ? kept : null;
  const sick = lives.filter(([id]) => left.includes(id));
  return page(app.words('keep.house', { house }), notice('good', app.words('round.saved')),
    sick.length > 0 && h('h2', null, app.words('round.test_now')),
    rows([...sick.map(([id, person]) => row(testOf(id, 'round'),
      { icon: 'fever', title: person.name, about: app.words('round.start_test'),
      tag: tag('warn', app.words('round.fever_tag')) })),
      row(NEW_PERSON, { icon: 'people', title: app.words('contact.new_person') }),
        row('/keliling', { icon: 'walk', title: app.words('round.next') })]));
}

export default [list, one];
