// Nights with more reports than a phone should load: the node groups them and sends tiles.

import { SEVERITIES } from './map-hazards.js';
import { showTiles, switchTiles } from './map-layers.js';

/** From this many live reports on, tiles are drawn. */
export const MANY = 3_000;
/** How often tiles are asked for again at most, however many reports come in. */
const PAUSE = 3_000;

export class Tiles {
  /** @param {DOMStringMap} paths @param {any} opened @param {() => Record<string, string>} colours @param {() => void} changed */
  constructor(paths, { map, maplibre }, colours, changed) {
    Object.assign(this, { path: paths.tilesOwn, feed: paths.feed, map, maplibre, colours, changed, on: false, chosen: [] });
  }

  /** Tiles are drawn from now on. @param {string[]} chosen */
  start(chosen) {
    this.on = true;
    this.maplibre.addProtocol('ubin', fetched);
    this.map.addSource('tiles', { type: 'vector', tiles: [`ubin:/${this.path}`], maxzoom: 16 });
    this.map.on('idle', () => this.changed());
    this.draw(chosen);
  }

  /** The chosen hazards, in the colours and with the ages of now. @param {string[]} chosen */
  draw(chosen) {
    this.chosen = chosen;
    if (this.on) showTiles(this.map, this.colours(), chosen);
  }

  /** Whether they are seen; they are not while the slider shows a moment of the past. @param {boolean} visible */
  switch(visible) {
    if (this.on) switchTiles(this.map, visible);
  }

  /** Something has changed: the tiles in view are asked for again, soon. */
  refresh() {
    if (!this.on || this.waiting) return;
    this.waiting = setTimeout(() => {
      this.waiting = undefined;
      this.map.refreshTiles('tiles');
    }, PAUSE);
  }

  /** What the tiles in view hold, each report or group once. @returns {any[]} */
  inView() {
    if (!this.on || !this.map.getLayer('tiles-marks')) return [];
    const seen = new Map();
    for (const feature of this.map.queryRenderedFeatures({ layers: ['tiles-marks', 'tiles-clusters'] })) {
      const at = feature.geometry.coordinates.map((degree) => degree.toFixed(4)).join();
      seen.set(feature.properties.id ?? at, feature);
    }
    return [...seen.values()].map((one) => this.read(one));
  }

  /** A report as the feed has it; or a group: how many of the chosen hazards, of which most, and the worst. @param {any} feature */
  read({ properties, geometry }) {
    if (!(properties.point_count > 1)) return { id: properties.id, geometry, properties };
    const counts = this.chosen.map((slug) => [slug, properties[`n_${slug}`] ?? 0]);
    const [hazard] = counts.reduce((most, one) => (one[1] > most[1] ? one : most), ['', 0]);
    const count = counts.reduce((sum, [, n]) => sum + n, 0);
    return { id: undefined, geometry, properties: { ...properties, count, hazard, severity: SEVERITIES[properties.worst ?? 0] } };
  }

  /** The report at this place with this number, from the feed; null when it is not live or the node does not answer. @param {any} feature */
  async whole({ properties, geometry: { coordinates: [x, y] } }) {
    const near = 0.002;
    const box = [x - near, y - near, x + near, y + near].map((degree) => degree.toFixed(5)).join();
    try {
      const answer = await fetch(`${this.feed}?bbox=${box}&hazard=${properties.hazard}`);
      const { features } = answer.ok ? await answer.json() : { features: [] };
      return features.find((one) => one.properties.number === properties.number) ?? null;
    } catch {
      return null;
    }
  }
}

/** A tile's bytes. Told apart from its headers: by them MapLibre would ask for it again each second, whether anything changed or not. */
async function fetched({ url }, { signal }) {
  const answer = await fetch(url.slice('ubin:/'.length), { signal });
  if (!answer.ok) throw new Error(String(answer.status));
  return { data: await answer.arrayBuffer() };
}
