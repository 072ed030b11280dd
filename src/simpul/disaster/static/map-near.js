// What lies in the map's view, as a short list of buttons: the way to each report for keyboards and screen readers.

import { say, ago, number, when } from './map-words.js';
import { element, tag } from './map-card.js';

const MOST = 6;

/** Draws the list below the map. */
export class InView {
  /** @param {HTMLElement} place @param {(hazard: string) => string} hazardName @param {(feature: any) => void} open */
  constructor(place, hazardName, open) {
    this.head = place.querySelector('[data-count]');
    this.list = place.querySelector('ol');
    this.hazardName = hazardName;
    this.open = open;
  }

  /** @param {any} map @param {any[]} features reports of both layers */
  draw(map, features) {
    const bounds = map.getBounds();
    const near = features.filter(({ geometry, properties }) => properties.kind !== 'area' && bounds.contains(geometry.coordinates));
    const newest = near.sort((a, b) => b.properties.reported_at.localeCompare(a.properties.reported_at)).slice(0, MOST);
    this.head.textContent = near.length ? say('in_view', { n: number(near.length) }) : say('none_in_view');
    const focused = document.activeElement?.dataset?.id;
    this.list.replaceChildren(...newest.map((feature) => this.#item(feature)));
    if (focused) this.list.querySelector(`button[data-id="${CSS.escape(focused)}"]`)?.focus();
  }

  #item(feature) {
    const { properties } = feature;
    const item = element('li', 'in-view__item');
    const button = element('button', 'in-view__button');
    button.type = 'button';
    button.dataset.id = feature.id;
    const depth = Number.isFinite(properties.depth_cm) ? `, ${number(properties.depth_cm)} cm` : '';
    button.append(element('strong', '', this.hazardName(properties.hazard) + depth), element('span', 'in-view__place', where(properties)));
    button.addEventListener('click', () => this.open(feature));
    item.append(button, mark(properties));
    return item;
  }
}

function where(properties) {
  const at = new Date(properties.reported_at);
  const time = properties.archive ? when(at) : ago(at, new Date());
  return [properties.village ?? properties.district, time].filter(Boolean).join(' · ');
}

function mark(properties) {
  if (properties.archive) return tag('accent', say('archive'));
  return properties.status === 'unverified' ? tag('warn hollow', say('unverified')) : tag('good', say('verified'));
}
