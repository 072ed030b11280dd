// Affected areas of now, as duty officers have set them: fetched with the page, then every ten seconds while it is looked at.

import { showAreas } from './map-layers.js';

const EVERY = 10_000;

export class Areas {
  /** @param {string} path @param {any} map @param {() => void} changed */
  constructor(path, map, changed) {
    Object.assign(this, { path, map, changed, features: [], tag: null, shown: true });
    if (!path) return;
    this.load();
    setInterval(() => { if (!document.hidden) this.load(); }, EVERY);
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.load(); });
  }

  /** What is kept stays when the node does not answer; the live line tells that the connection is gone. */
  async load() {
    try {
      const answer = await fetch(this.path, { cache: 'no-cache' });
      if (!answer.ok || answer.headers.get('etag') === this.tag) return;
      this.tag = answer.headers.get('etag');
      this.features = (await answer.json()).features.map((feature) => ({ ...feature, box: boxOf(feature.geometry) }));
      this.#draw();
    } catch { /* offline */ }
  }

  /** @param {boolean} on */
  switch(on) {
    if (on === this.shown) return;
    this.shown = on;
    this.#draw();
  }

  /** The areas that reach into the view, the worst first. @param {any} bounds */
  within(bounds) {
    if (!this.shown) return [];
    const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    const meets = ({ box }) => box[0] <= east && box[2] >= west && box[1] <= north && box[3] >= south;
    return this.features.filter(meets).sort((a, b) => b.properties.state - a.properties.state);
  }

  byId(id) {
    return this.features.find((feature) => feature.id === id);
  }

  #draw() {
    showAreas(this.map, 'live-areas', this.shown ? this.features : []);
    this.changed();
  }
}

/** West, south, east, north of a geometry. */
export function boxOf({ coordinates }) {
  const box = [180, 90, -180, -90];
  const widen = (part) => {
    if (typeof part[0] !== 'number') return part.forEach(widen);
    const [x, y] = part;
    Object.assign(box, [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)]);
    return undefined;
  };
  widen(coordinates);
  return box;
}

/** The middle of an area's box, to move the map there. @param {any} feature */
export const middleOf = ({ box: [west, south, east, north] }) => [(west + east) / 2, (south + north) / 2];
