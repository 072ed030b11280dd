/** Today: whom to look after, what waits to be sent, and the one thing most often done. */
import { h } from '../dom.js';
import { dayOf, daysBetween } from '../days.js';
import { drawing } from '../pictures.js';
import { darkened, slidesDue, waiting } from '../treatment.js';
import { aboutOf, clock, dayWords, dueTag, empty, nameOf, page, personOf, row, rows, tag, todayOf } from './parts.js';

const screen = {
  path: '/',
  title: (app) => app.words('home.title'),
  render: (app) => page(app.words('home.title'), clock(app),
    h('p', null, app.words('home.who', { worker: app.device?.worker?.name ?? '', village: app.device?.village?.name ?? '' })),
    h('a', { class: 'k-button t-begin', href: '#/orang' }, drawing('sick'), app.words('home.examine')),
    begun(app), results(app), h('h2', null, app.words('home.today')), rows(tasks(app), empty('done', app.words('home.nothing'), h('p', null, app.words('home.nothing_how')))),
    h('h2', null, app.words('home.more')), rows(places(app))),
};

/** Examinations that were begun and left. */
function begun(app) {
  const found = Object.keys(app.drafts);
  return found.length > 0 && rows(found.map((person) => row(`/uji/${person}`, { icon: 'note', title: nameOf(app, person), about: app.words('home.go_on'), tag: tag('warn', app.words('home.begun')) })));
}

const WAIT = 14;

/** Slides of this phone's people whose result has not come yet. */
function results(app) {
  const today = todayOf(app);
  const found = Object.entries(app.state.tests).filter(([, one]) => one.result === 'pending' && daysBetween(dayOf(one.at), today) <= WAIT);
  return found.length > 0 && rows(found.map(([id, one]) => row(`/hasil/${id}`, { icon: 'slide', title: nameOf(app, one.person), about: `${app.words('home.pending')} · ${dayWords(app, dayOf(one.at))}`, tag: tag('warn', app.words('home.waiting')) })));
}

function tasks(app) {
  const today = todayOf(app);
  return [...doses(app, today), ...slides(app, today)].sort((one, other) => other.late - one.late).map(({ link, icon, title, about, late, stop }) => row(link, { icon, title, about, tag: stop ?? dueTag(app, late) }));
}

function doses(app, today) {
  return Object.entries(app.state.treatments).filter(([, one]) => one.status === 'open').map(([id, one]) => {
    const left = waiting({ ...one, id }, today);
    const stop = darkened(one) ? tag('bad', app.words('home.refer')) : null;
    if (!left.length && !stop) return null;
    const late = left.length ? Math.max(...left.map(({ on }) => daysBetween(on, today))) : 0;
    return { link: `/rawat/${id}`, icon: 'swallow', title: nameOf(app, one.person), about: [one.training && app.words('home.training'), app.words('home.doses', { n: left.length, about: aboutOf(app, personOf(app, one.person)) })].filter(Boolean).join(' · '), late, stop };
  }).filter(Boolean);
}

function slides(app, today) {
  return slidesDue(app.state, today).filter(({ late }) => late >= 0).map(({ s, person, day, late }) => ({
    link: `/slide/${s}/${day}`, icon: 'slide', title: nameOf(app, person), about: app.words('home.slide', { day }), late, stop: null }));
}

const places = (app) => [['/rawat', 'pill', 'home.treatments'], ['/kontak', 'people', 'home.contacts'], ['/keliling', 'walk', 'home.rounds'], ['/slide', 'slide', 'home.slides'],
  ['/stok', 'pack', 'home.stock'], ['/belum-terkirim', 'send', 'home.unsent']].map(([link, icon, key]) => row(link, { icon, title: app.words(key) }));

export default [screen];
