/** What is in the box: packs by colour, tests, tablets, by lot; received, counted, thrown away. */
import { h } from '../dom.js';
import { ageing, COLOURS, expired, ITEMS, keyOf, scarce } from '../lots.js';
import { picture } from '../pictures-keep.js';
import { colourWords } from './port.js';
import { choices, dateWords, empty, field, form, living, notice, number, page, summary, tag, todayOf } from './parts.js';

const nameOf = (app, { item, colour }) => (colour ? app.words('stock.pack_of',
  { colour: colourWords(app, colour) }) : app.words(`stock.item.${item}`));

const list = {
  path: '/stok',
  title: (app) => app.words('stock.title'),
  render(app) {
    const today = todayOf(app);
    const lots = (app.state.stock ?? []).filter(({ quantity }) => quantity !== 0);
    const gone = lots.filter((lot) => expired(lot, today));
    return page(app.words('stock.title'), gone.length > 0 && notice('bad',
      app.words('stock.expired_n', { n: gone.length }), h('p', null, app.words('stock.expired_how'))), low(app, today),
      h('p', null, h('a', { class: 'k-button', href: '#/stok/terima' }, app.words('stock.receive'))),
      lots.length ? ITEMS.map((item) => group(app, item, lots.filter((lot) => lot.item === item), today)) : empty('pack',
        app.words('stock.none'), h('p', null, app.words('stock.none_how'))));
  },
};

function low(app, today) {
  const found = scarce(app.state.stock ?? [], today);
  return found.length > 0 && notice('warn', app.words('stock.low'),
    h('ul', null, ...found.map((one) => h('li', null, app.words('stock.low_one',
    { what: nameOf(app, one), n: one.left })))), h('p', null, app.words('stock.low_how')));
}

function group(app, item, lots, today) {
  if (!lots.length) return null;
  const sorted = [...lots].sort((a,
    b) => COLOURS.indexOf(a.colour) - COLOURS.indexOf(b.colour) || (a.expires ?? '9').localeCompare(b.expires ?? '9'));
  return h('section', null, h('h2', { class: 'k-group' }, picture(item), app.words(`stock.items.${item}`)),
    h('ul', { class: 'k-rows', role: 'list' }, ...sorted.map((lot) => lotRow(app, lot, today))));
}

function lotRow(app, lot, today) {
  const how = ageing(lot, today);
  const kind = { expired: 'bad', soon: 'warn', unknown: 'plain', good: 'good' }[how];
  return h('li', null, h('a', { class: 'k-row', href: `#/stok/lot/${encodeURIComponent(keyOf(lot))}` },
    lot.colour && h('span', { class: `k-swatch k-swatch--${lot.colour}`, 'aria-hidden': 'true' }),
    h('span', { class: 'k-row__words' }, h('span', { class: 'k-row__title' }, `${lot.quantity} × ${nameOf(app, lot)}`),
      h('span', { class: 'k-row__about' }, app.words('stock.lot_about',
      { lot: lot.lot, expires: lot.expires ? dateWords(app, lot.expires) : '—' })),
      tag(kind, app.words(`stock.ageing.${how}`)))));
}

const receive = {
  path: '/stok/terima',
  title: (app) => app.words('stock.receive'),
  render(app) {
    let said = { item: 'pack' };
    let errors = {};
    return living((again) => page(app.words('stock.receive'), summary(app, errors),
      form(app.words('stock.save'), async (given) => {
      said = given;
      errors = faults(app, given);
      if (Object.keys(errors).length) return again();
      await app.record('stock.received', { p: null, d: received(given) });
      return app.go('/stok');
    }, choices({ legend: app.words('stock.what'), name: 'item', chosen: said.item,
      options: ITEMS.map((value) => ({ value, words: app.words(`stock.item.${value}`), icon: value })),
      onpick: (item) => { document.querySelector('.k-only-pack').hidden = item !== 'pack'; } }),
    h('div', { class: 'k-only-pack', hidden: said.item !== 'pack' || null },
      choices({ legend: app.words('stock.colour'), name: 'colour', chosen: said.colour, error: errors.colour,
      options: COLOURS.map((value) => ({ value, words: colourWords(app, value), swatch: value })) })),
    field({ label: app.words('stock.lot'), name: 'lot', value: said.lot, hint: app.words('stock.lot_hint'),
      error: errors.lot, more: { maxlength: 40, autocapitalize: 'characters' } }),
    field({ label: app.words('stock.expires'), name: 'expires', type: 'date', value: said.expires,
      hint: app.words('stock.expires_hint'), error: errors.expires }),
    number({ label: app.words('stock.quantity'), name: 'quantity', value: said.quantity ?? 0, most: 9999,
      words: steps(app), error: errors.quantity }))));
  },
};

const steps = (app) => ({ less: app.words('keep.less'), more: app.words('keep.more') });
const received = ({ item, colour, lot, expires, quantity }) => ({ item, ...(item === 'pack' ? { colour } : {}), lot,
  expires, quantity: Number(quantity) });

function faults(app, { item, colour, lot, expires, quantity }) {
  const found = {
    colour: item === 'pack' && !colour && app.words('stock.wrong.colour'),
    lot: !/^[\w./ -]{1,40}$/.test(lot ?? '') && app.words('stock.wrong.lot'),
    expires: (!/^\d{4}-\d\d-\d\d$/.test(expires ?? '') && app.words('stock.wrong.expires'))
      || (expires < todayOf(app) && app.words('stock.wrong.expired')),
    quantity: !(/^\d{1,4}$/.test(quantity) && Number(quantity) > 0) && app.words('stock.wrong.quantity'),
  };
  return Object.fromEntries(Object.entries(found).filter(([, words]) => words));
}

const lotScreen = {
  path: '/stok/lot/:key',
  title: (app) => app.words('stock.title'),
  render(app, params) {
    const { key } = params;
    let errors = {};
    return living((again) => {
      const lot = (app.state.stock ?? []).find((one) => keyOf(one) === key);
      if (!lot) return page(app.words('stock.title'), empty('note', app.words('stock.unknown')));
      return about(app, lot, errors, async (kind, d) => {
        errors = d.quantity === null || (kind === 'stock.discarded' && (d.quantity < 1 || d.quantity > Math.max(0,
          lot.quantity))) ? { [kind]: app.words('stock.wrong.how_many') } : {};
        if (!errors[kind]) await app.record(kind, { p: null,
          d: { item: lot.item, ...(lot.colour ? { colour: lot.colour } : {}), lot: lot.lot,
          ...(lot.expires ? { expires: lot.expires } : {}), ...d } });
        return errors[kind] ? again() : app.go('/stok');
      });
    });
  },
};

const wholeOf = (text) => (/^\d{1,4}$/.test(text ?? '') ? Number(text) : null);

function about(app, lot, errors, record) {
  const today = todayOf(app);
  const gone = expired(lot, today);
  return page(nameOf(app, lot), h('p', { class: 'k-lead' },
    app.words('stock.lot_about', { lot: lot.lot, expires: lot.expires ? dateWords(app, lot.expires) : '—' })),
    summary(app, errors),
    h('p', { class: 'k-big' }, h('strong', null, String(lot.quantity)), ' ', app.words('stock.left')),
    gone && notice('bad', app.words('stock.no_use'), h('p', null, app.words('stock.no_use_how'))),
    lot.quantity < 0 && notice('warn', app.words('stock.below')),
    h('h2', null, app.words('stock.count')), form(app.words('stock.count_save'),
      ({ counted }) => record('stock.counted', { quantity: wholeOf(counted) }),
      number({ label: app.words('stock.counted'), name: 'counted', value: Math.max(0, lot.quantity), most: 9999,
        words: steps(app), error: errors['stock.counted'] })),
    h('h2', null, app.words('stock.discard')), form(app.words('stock.discard_save'),
      ({ thrown, reason }) => record('stock.discarded', { quantity: wholeOf(thrown), ...(reason ? { reason } : {}) }),
      number({ label: app.words('stock.thrown'), name: 'thrown', value: gone ? Math.max(0, lot.quantity) : 0, most: 9999,
        words: steps(app), error: errors['stock.discarded'] }),
      choices({ legend: app.words('stock.why'), name: 'reason', chosen: gone ? 'expired' : 'damaged',
        options: ['expired', 'damaged',
        'returned'].map((value) => ({ value, words: app.words(`stock.reason.${value}`) })) })));
}

export default [list, receive, lotScreen];
