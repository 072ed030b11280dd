/** Language, whose phone this is, versions, another PIN, lock now. */
import { h } from '../dom.js';
import { pad, weak } from './pad.js';
import { button, choices, living, notice, page, row, rows, unsigned } from './parts.js';

const settings = {
  path: '/setelan',
  title: (app) => app.words('set.title'),
  render: (app) => page(app.words('set.title'),
    choices({ legend: app.words('set.language'), name: 'language', chosen: app.language,
      options: [{ value: 'id', words: 'Bahasa Indonesia' }, { value: 'en', words: 'English' }],
      onpick: (code) => app.speak(code) }),
    button(app.words('set.lock'), () => app.lock(), 'quiet'),
    rows([row('/setelan/pin', { icon: 'key', title: app.words('set.pin') }),
      row('/belum-terkirim', { icon: 'send', title: app.words('unsent.title') }),
      row('/supervisi', { icon: 'supervise', title: app.words('super.title') })]),
    h('h2', null, app.words('set.about')), about(app), unsigned(app)),
};

function about(app) {
  const { device, table } = app;
  const signed = table?.signed_off_by;
  const facts = [
    ['set.worker', device?.worker?.name], ['set.village',
      device?.village && `${device.village.name} (${device.village.code})`], ['set.phone', device?.label],
      ['set.number', device?.short], ['set.app', app.version],
    ['set.table', table && `${table.version} · ${(table.sha256 ?? '').slice(0, 12)}`],
      ['set.signed', signed ? `${signed.name}, ${signed.licence}` : app.words('set.nobody')],
  ];
  return h('dl', { class: 'k-facts' },
    ...facts.filter(([, value]) => value).map(([key, value]) => h('div', null, h('dt', null, app.words(key)),
    h('dd', null, String(value)))));
}

const change = {
  path: '/setelan/pin',
  title: (app) => app.words('set.pin'),
  render(app) {
    const facts = { step: 'old', old: '', fresh: '', error: null };
    const to = (again, step, more = {}) => { Object.assign(facts, { error: null }, more, { step }); again(); };
    return living((again) => {
      const acts = {
        old: (pin) => to(again, 'fresh', { old: pin }),
        fresh: (pin) => (weak(pin) ? to(again, 'fresh', { error: app.words('enrol.pin_weak') }) : to(again, 'repeat',
          { fresh: pin })),
        repeat: (pin) => (pin === facts.fresh ? changed(app, facts, (step, more) => to(again, step, more)) : to(again,
          'fresh', { error: app.words('enrol.pin_differs') })),
      };
      if (facts.step === 'done') return page(app.words('set.pin'), notice('good', app.words('set.pin_done')),
        h('p', null, h('a', { class: 'k-button', href: '#/setelan' }, app.words('set.back'))));
      return page(app.words('set.pin'), pad(app,
        { label: app.words(`set.pin_${facts.step}`), error: facts.error, act: acts[facts.step] }),
        h('p', { class: 'k-hint' }, app.words('pin.at_ten')));
    });
  },
};

async function changed(app, facts, to) {
  const answer = await app.changePin(facts.old, facts.fresh);
  if (answer.ok) return to('done', { old: '', fresh: '' });
  if (answer.gone) return app.go('/pin');
  return to('old', { error: app.words('pin.wrong', { n: answer.left }) });
}

export default [settings, change];
