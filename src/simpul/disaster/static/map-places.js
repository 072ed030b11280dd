// Districts and villages around the middle of the view: their names and borders are fetched once a map is near enough.

const NEAR = 10;
/** How many regencies are kept; the oldest goes first. */
const MOST = 12;

export class Places {
  /** @param {any} map @param {string | undefined} before @param {Record<string, string>} colours */
  constructor(map, before, colours) {
    this.map = map;
    /** @type {Map<string, {labels: any[], borders: any[]}>} by the regency's code */
    this.known = new Map();
    for (const name of ['near-borders', 'near-labels']) map.addSource(name, { type: 'geojson', data: collection([]) });
    map.addLayer({
      id: 'near-borders', type: 'line', source: 'near-borders', minzoom: NEAR,
      paint: { 'line-color': colours['map-border'], 'line-width': 0.8, 'line-dasharray': [2, 2], 'line-opacity': 0.8 },
    }, before);
    map.addLayer(labels(colours));
    map.on('moveend', () => this.look());
    this.look();
  }

  /** The colours of the other scheme. @param {Record<string, string>} colours */
  recolour(colours) {
    this.map.setPaintProperty('near-borders', 'line-color', colours['map-border']);
    for (const [name, value] of Object.entries(labels(colours).paint)) this.map.setPaintProperty('near-labels', name, value);
  }

  /** Looks at the middle of the view and half-way to its corners. */
  async look() {
    if (this.map.getZoom() < NEAR) return;
    const bounds = this.map.getBounds();
    const [least, most] = [bounds.getSouthWest(), bounds.getNorthEast()];
    const at = (share) => [least.lng + (most.lng - least.lng) * share[0], least.lat + (most.lat - least.lat) * share[1]];
    for (const share of [[0.5, 0.5], [0.2, 0.2], [0.8, 0.2], [0.2, 0.8], [0.8, 0.8]]) await this.#around(...at(share));
  }

  async #around(lng, lat) {
    try {
      const place = await json(`/wilayah/titik.json?lon=${lng.toFixed(4)}&lat=${lat.toFixed(4)}`);
      const regency = place.regions.find(({ level }) => level === 'regency')?.code;
      if (!regency || this.known.has(regency)) return;
      this.known.set(regency, { labels: [], borders: [] });
      const [names, lines] = await Promise.all([
        json(`/wilayah/label.json?dalam=${regency}`),
        json(`/wilayah/batas/district.json?dalam=${regency}`),
      ]);
      this.known.set(regency, { labels: names.features, borders: lines.features });
      if (this.known.size > MOST) this.known.delete(this.known.keys().next().value);
      this.#draw();
    } catch { /* at sea, abroad or offline: the base map is enough */ }
  }

  #draw() {
    const all = [...this.known.values()];
    this.map.getSource('near-labels').setData(collection(all.flatMap((one) => one.labels)));
    this.map.getSource('near-borders').setData(collection(all.flatMap((one) => one.borders)));
  }
}

const collection = (features) => ({ type: 'FeatureCollection', features });

async function json(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function labels(colours) {
  return {
    id: 'near-labels', type: 'symbol', source: 'near-labels', minzoom: NEAR + 0.5,
    filter: ['<=', ['match', ['get', 'level'], 3, NEAR, 12.3], ['zoom']],
    layout: {
      'text-field': ['get', 'name'], 'text-font': ['Sans'], 'text-max-width': 8, 'text-padding': 4,
      'text-size': ['match', ['get', 'level'], 3, 13, 12], 'symbol-sort-key': ['get', 'level'],
    },
    paint: { 'text-color': colours['map-label'], 'text-halo-color': colours['map-halo'], 'text-halo-width': 1.6 },
  };
}
