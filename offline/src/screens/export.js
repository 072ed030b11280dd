/** The encrypted file that somebody carries to the Puskesmas when there is no signal for weeks. */
import { h } from '../dom.js';
import { unsentOf } from './port.js';
import { button, living, notice, page } from './parts.js';

const screen = {
  path: '/ekspor',
  title: (app) => app.words('export.title'),
  render(app) {
    let made = null;
    let failed = false;
    const place = living((again) => page(app.words('export.title'), h('p', { class: 'k-lead' }, app.words('export.why')),
      failed && notice('bad', app.words('export.failed')),
      made ? ready(app, made) : button(app.words('export.make'), async () => {
        try { made = { ...(await app.exported()), n: (await unsentOf(app)).count }; } catch { failed = true; }
        again();
      }), h('ol', { class: 'k-steps' }, ...['make', 'share',
        'hand'].map((step) => h('li', null, app.words(`export.step.${step}`)))),
        h('p', { class: 'k-hint' }, app.words('export.sealed'))));
    unsentOf(app).then(({ count }) => {
      if (!count && !made) place.querySelector('.k-lead')?.after(notice('good', app.words('unsent.none')));
    });
    return place;
  },
};

function ready(app, { name, blob }) {
  const file = new File([blob], name, { type: 'application/octet-stream' });
  const share = navigator.canShare?.({ files: [file] }) && button(app.words('export.share'),
    () => navigator.share({ files: [file], title: name }).catch(() => {}));
  return h('div', { role: 'status' }, notice('good', app.words('export.ready', { name }),
    h('p', null, app.words('export.size', { n: Math.ceil(blob.size / 1024) }))), share,
    h('p', null, h('a', { class: `k-button ${share ? 'k-button--quiet' : ''}`, href: URL.createObjectURL(blob),
      download: name }, app.words('export.save'))));
}

export default [screen];
