// What lies in the map's view, as a list of buttons: the way to each report, group and area for keyboards and screen readers.

import { besideMark, summary } from './map-beside-card.js';
import { element, sign, statusTag, tag } from './map-card.js';
import { hazardName, headline } from './map-hazards.js';
import { ago, number, say, when } from './map-words.js';

const FIRST = 6;
const MORE = 12;

/** Draws the lists below the map. */
export class InView {
  /** @param {HTMLElement} place @param {(feature: any) => void} open */
  constructor(place, open) {
    this.head = place.querySelector('[data-count]');
    this.list = place.querySelector('ol[data-reports]');
    this.areas = place.querySelector('[data-areas]');
    this.beside = place.querySelector('[data-beside]');
    this.button = place.querySelector('[data-more]');
    this.open = open;
    this.most = FIRST;
    this.features = new WeakMap();
    this.button?.addEventListener('click', () => this.#more());
  }

  /** @param {any} bounds @param {any[]} features reports, and groups of the node's making @param {any[]} areas */
  draw(bounds, features, areas) {
    const near = features.filter(({ geometry, properties }) => properties.kind !== 'area' && bounds.contains(geometry.coordinates));
    this.last = [bounds, features, areas];
    const total = near.reduce((sum, { properties }) => sum + (properties.count ?? 1), 0);
    this.head.textContent = total ? say('in_view', { n: number(total) }) : say('none_in_view');
    const focused = document.activeElement?.dataset?.id;
    this.#renew(this.list, near.sort(first).slice(0, this.most).map((feature) => this.#item(feature)));
    if (this.button) this.button.hidden = near.length <= this.most;
    this.#drawAreas(areas);
    if (focused) document.querySelector(`.in-view button[data-id="${CSS.escape(focused)}"]`)?.focus();
  }

  #drawAreas(areas) {
    if (!this.areas) return;
    this.areas.hidden = areas.length === 0;
    this.areas.querySelector('[data-count-areas]').textContent = say('areas_in_view', { n: number(areas.length) });
    this.#renew(this.areas.querySelector('ol'), areas.slice(0, FIRST).map((area) => this.#area(area)));
  }

  /** What else is in the view: warnings, gauges, shelters. @param {any[]} features told in words, the most urgent first */
  drawBeside(features) {
    if (!this.beside) return;
    const focused = document.activeElement?.dataset?.id;
    this.beside.hidden = features.length === 0;
    this.beside.querySelector('[data-count-beside]').textContent = say('beside_in_view', { n: number(features.length) });
    const lines = features.slice(0, FIRST).map((feature) => this.#line(feature, feature.told.title, ['', summary(feature)], [], besideMark(feature, feature.told.icon)));
    this.#renew(this.beside.querySelector('ol'), lines);
    if (focused) this.beside.querySelector(`button[data-id="${CSS.escape(focused)}"]`)?.focus();
  }

  /** The list says what these items say; one that says it already stays, and with it the focus and whoever is tapping on it. */
  #renew(list, items) {
    items.forEach((item, at) => {
      const there = list.children[at];
      if (!there) list.append(item);
      else if (there.outerHTML !== item.outerHTML) there.replaceWith(item);
      else this.features.set(there.firstElementChild, this.features.get(item.firstElementChild));
    });
    while (list.children.length > items.length) list.lastElementChild.remove();
  }

  /** More lines; the focus goes to the first of the new ones. */
  #more() {
    const before = this.list.children.length;
    this.most += MORE;
    this.draw(...this.last);
    this.list.children[before]?.querySelector('button')?.focus();
  }

  #item(feature) {
    const { properties } = feature;
    return properties.count > 1 ? this.#group(feature) : this.#line(feature, hazardName(properties.hazard), [headline(properties), where(properties)], marks(properties));
  }

  #group(feature) {
    const { properties } = feature;
    const words = say('group_of', { n: number(properties.count), hazard: hazardName(properties.hazard), severity: say(`severity_${properties.severity}`) });
    return this.#line(feature, words, ['', say('open_group')], [], element('span', 'dot dot--number dot--group', number(properties.count)));
  }

  #area(feature) {
    const { properties } = feature;
    const place = [properties.parent, properties.city].filter(Boolean).join(', ');
    const time = properties.since ? ago(new Date(properties.since), new Date()) : '';
    return this.#line(feature, `${properties.name}: ${say(`state_${properties.state}`)}`, ['', [place, time].filter(Boolean).join(' · ')], []);
  }

  #line(feature, head, [told, about], tags, picture = sign(feature.properties)) {
    const item = element('li', 'in-view__item');
    const button = element('button', 'in-view__button');
    const words = element('span', 'in-view__words');
    button.type = 'button';
    button.dataset.id = feature.id ?? feature.geometry.coordinates.join();
    words.append(element('strong', '', head), ...(told ? [element('span', 'in-view__told', told)] : []), element('span', 'in-view__place', about));
    picture.setAttribute('aria-hidden', 'true');
    button.append(picture, words);
    this.features.set(button, feature);
    button.addEventListener('click', () => this.open(this.features.get(button)));
    item.append(button, ...tags);
    return item;
  }
}

/** Reports before groups, the newest first; large groups before small ones. */
function first({ properties: a }, { properties: b }) {
  if (a.count > 1 || b.count > 1) return (a.count ?? 1) > 1 && (b.count ?? 1) > 1 ? b.count - a.count : (a.count ?? 1) - (b.count ?? 1);
  return String(b.reported_at).localeCompare(String(a.reported_at));
}

function where(properties) {
  const at = new Date(properties.reported_at);
  const time = properties.archive ? when(at) : ago(at, new Date());
  return [properties.village ?? properties.district, properties.severity && say(`severity_${properties.severity}`), time].filter(Boolean).join(' · ');
}

function marks(properties) {
  return [properties.archive ? tag('accent', say('archive')) : statusTag(properties)];
}
