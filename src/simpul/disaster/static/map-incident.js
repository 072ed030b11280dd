// One incident: its extent, its reports alone, the areas that belong to it, and how it went, step by step.

import { element, tag } from './map-card.js';
import { headline } from './map-hazards.js';
import { number, say, when, zoneOf } from './map-words.js';

const EMPTY = { type: 'FeatureCollection', features: [] };

export class IncidentView {
  /** @param {any} map @param {HTMLElement} place @param {{colours: () => any, changed: () => void, open: (feature: any) => void}} hearing */
  constructor(map, place, { colours, changed, open }) {
    Object.assign(this, { map, place, colours, changed, open, seen: null, asked: 0 });
    this.choice = place.querySelector('select');
    this.panel = place.querySelector('[data-incident]');
    this.choice?.addEventListener('change', () => this.choose(Number(this.choice.value), true));
    place.querySelector('[data-leave]')?.addEventListener('click', () => { this.choose(0, false); this.choice?.focus(); });
  }

  get number() {
    return this.seen?.number ?? 0;
  }

  /** The incident of this number is shown; 0 shows all again. @param {number} wanted @param {boolean} move */
  async choose(wanted, move) {
    const mine = ++this.asked;
    if (this.choice && Number(this.choice.value) !== wanted) this.choice.value = [...this.choice.options].some(({ value }) => value === String(wanted)) ? String(wanted) : '';
    if (!wanted) return this.#show(null, false);
    try {
      const answer = await fetch(this.place.dataset.path.replace('NUMBER', String(wanted)), { cache: 'no-cache' });
      if (mine !== this.asked) return undefined;
      if (!answer.ok) return this.#failed();
      return this.#show(await answer.json(), move);
    } catch {
      return mine === this.asked ? this.#failed() : undefined;
    }
  }

  /** The incident's reports as of then: all of them, whether they are still live or not. @param {number} at */
  reports(at) {
    return this.seen.reports.features.filter(({ properties }) => Date.parse(properties.reported_at) <= at + 60_000)
      .map((feature) => ({ ...feature, properties: { ...feature.properties, age: Date.parse(feature.properties.live_until) > at ? 0 : 1 } }));
  }

  recolour() {
    if (this.map.getLayer('incident')) this.map.setPaintProperty('incident', 'line-color', this.colours().accent);
  }

  #show(seen, move) {
    this.seen = seen;
    this.#outline(seen);
    this.panel.hidden = !seen;
    if (seen) this.#write(seen);
    this.changed();
    if (!seen || !move) return;
    this.map.fitBounds([seen.box.slice(0, 2), seen.box.slice(2)], { padding: 48, maxZoom: 14, animate: !matchMedia('(prefers-reduced-motion: reduce)').matches });
    this.panel.querySelector('h3').focus();
  }

  #outline(seen) {
    if (!this.map.getSource('incident')) {
      if (!seen) return;
      this.map.addSource('incident', { type: 'geojson', data: EMPTY });
      const before = this.map.getLayer('archive-edge') ? 'archive-edge' : undefined;
      this.map.addLayer({ id: 'incident', type: 'line', source: 'incident', paint: { 'line-color': this.colours().accent, 'line-width': 3, 'line-dasharray': [3, 2] } }, before);
    }
    this.map.getSource('incident').setData(seen ? { type: 'Feature', geometry: seen.extent, properties: {} } : EMPTY);
  }

  #write(seen) {
    const zone = zoneOf(seen.region);
    const head = this.panel.querySelector('h3');
    head.textContent = seen.name;
    const about = element('p', 'dense');
    about.append(tag('info', seen.stage), ` ${[seen.place, say('incident_reports', { n: number(seen.reports.features.length) })].filter(Boolean).join(' · ')}`);
    const link = element('a', 'govuk-link', say('incident_more'));
    link.href = (document.documentElement.dataset.prefix ?? '') + seen.href;
    const last = element('p', '');
    last.append(link);
    this.panel.querySelector('[data-body]').replaceChildren(about, this.#steps(seen, zone), last);
  }

  #steps(seen, zone) {
    const list = element('ol', 'kejadian-garis');
    for (const { at, what, report } of seen.steps) {
      const item = element('li', 'kejadian-garis__step');
      item.append(element('span', 'kejadian-garis__time', when(new Date(at), zone)));
      const feature = report && seen.reports.features.find(({ properties }) => properties.number === report);
      if (!feature) item.append(element('span', '', what));
      else {
        const button = element('button', 'kejadian-garis__button', [what, headline(feature.properties)].filter(Boolean).join(': '));
        button.type = 'button';
        button.addEventListener('click', () => this.open(feature));
        item.append(button);
      }
      list.append(item);
    }
    return list;
  }

  #failed() {
    this.panel.hidden = false;
    this.panel.querySelector('h3').textContent = say('incident_away');
    this.panel.querySelector('[data-body]').replaceChildren();
  }
}
