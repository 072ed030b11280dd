// Where reports are dense: a heat map in place of single signs, which come back when the map is near enough.

import { slugs } from './map-hazards.js';

/** From this zoom on the single reports are seen through. */
const NEAR = 12.5;
const EMPTY = { type: 'FeatureCollection', features: [] };
const OWN = ['edge', 'clusters', 'counts', 'kinds'];

/** The heat of the live reports, whoever has grouped them. */
export class Heat {
  /** @param {any} map @param {() => Record<string, string>} colours */
  constructor(map, colours) {
    Object.assign(this, { map, colours, on: false });
  }

  /** @param {boolean} on @param {string[]} chosen hazards @param {boolean} tiled whether the node groups @param {boolean} visible */
  switch(on, chosen, tiled, visible) {
    if (!on && !this.on) return;
    this.on = on;
    this.#add(tiled);
    const map = this.map;
    const show = (id, seen) => { if (map.getLayer(id)) map.setLayoutProperty(id, 'visibility', seen ? 'visible' : 'none'); };
    show('heat', on);
    show('heat-tiles', on && tiled && visible);
    if (map.getLayer('heat-tiles')) map.setPaintProperty('heat-tiles', 'heatmap-weight', weightOf(chosen));
    for (const kind of OWN) for (const set of ['live', ...(visible ? ['tiles'] : [])]) show(`${set}-${kind}`, !on);
    for (const set of ['live', 'tiles']) if (map.getLayer(`${set}-marks`)) map.setLayerZoomRange(`${set}-marks`, on ? NEAR : 0, 24);
  }

  /** The reports that the browser holds. @param {any[]} features */
  draw(features) {
    if (this.on) this.map.getSource('heat')?.setData({ type: 'FeatureCollection', features });
  }

  recolour() {
    for (const id of ['heat', 'heat-tiles']) if (this.map.getLayer(id)) this.map.setPaintProperty(id, 'heatmap-color', ramp(this.colours()));
  }

  #add(tiled) {
    const { map } = this;
    const before = map.getLayer('archive-edge') ? 'archive-edge' : undefined;
    if (!map.getSource('heat')) {
      map.addSource('heat', { type: 'geojson', data: EMPTY });
      map.addLayer({ id: 'heat', type: 'heatmap', source: 'heat', paint: paint(this.colours(), weightAlone()) }, before);
    }
    if (tiled && map.getSource('tiles') && !map.getLayer('heat-tiles')) {
      map.addLayer({ id: 'heat-tiles', type: 'heatmap', source: 'tiles', 'source-layer': 'laporan', paint: paint(this.colours(), weightOf(slugs())) }, before);
    }
  }
}

const weightAlone = () => ['match', ['coalesce', ['get', 'severity'], ''], 'extreme', 1, 'severe', 0.8, 'moderate', 0.6, 0.4];

/** A group weighs as many reports as it holds of the chosen hazards. */
function weightOf(chosen) {
  const count = ['+', 0, ...chosen.map((slug) => ['coalesce', ['get', `n_${slug}`], 0])];
  return ['case', ['has', 'point_count'], ['*', 0.5, count], ['case', ['in', ['get', 'hazard'], ['literal', chosen]], weightAlone(), 0]];
}

function paint(colours, weight) {
  return {
    'heatmap-weight': weight,
    'heatmap-intensity': ['interpolate', ['linear'], ['zoom'], 4, 0.5, 12, 1.4],
    'heatmap-radius': ['interpolate', ['linear'], ['zoom'], 4, 14, 9, 26, 14, 44],
    'heatmap-opacity': ['interpolate', ['linear'], ['zoom'], NEAR, 0.8, 16, 0.35],
    'heatmap-color': ramp(colours),
  };
}

/** From nothing over yellow, orange and red to the darkest: the legend shows the same steps. */
const ramp = (colours) => ['interpolate', ['linear'], ['heatmap-density'], 0, 'rgba(0,0,0,0)', 0.08, fade(colours['state-2'], '88'), 0.35, colours['state-2'], 0.6, colours['state-3'], 0.8, colours['state-4'], 1, colours['grade-4']];
const fade = (colour, alpha) => (/^#[\da-f]{6}$/i.test(colour) ? colour + alpha : colour);
