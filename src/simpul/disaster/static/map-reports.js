// What is on the map: reports by id, the newest version of each, whichever way and in whichever order they arrive.

/**
 * @typedef {object} Feature
 * @property {string} id
 * @property {{type: string, coordinates: any}} geometry
 * @property {Record<string, any>} properties
 */

/** A layer's features; `changed` is called after each difference, at most once a frame. */
export class Reports {
  /** @param {() => void} changed */
  constructor(changed) {
    /** @type {Map<string, Feature>} */
    this.features = new Map();
    /** @type {Map<string, number>} versions of what was removed, so that a late older one does not bring it back */
    this.removed = new Map();
    this.changed = changed;
    this.waiting = false;
  }

  /** Everything anew, as a feed has it; what came newer by the stream stays. @param {Feature[]} features */
  replace(features) {
    const before = this.features;
    this.features = new Map();
    for (const feature of features) {
      const known = before.get(feature.id);
      const newer = known && version(known) > version(feature);
      if (!this.#gone(feature)) this.features.set(feature.id, newer ? known : feature);
    }
    this.#tell();
  }

  /** One report as it is now. @param {Feature} feature @returns {boolean} whether that is news */
  put(feature) {
    const known = this.features.get(feature.id);
    if (this.#gone(feature) || (known && !isNewer(feature, known))) return false;
    this.features.set(feature.id, feature);
    this.#tell();
    return true;
  }

  /** A report is shown no more. @param {{id: string, version?: number}} report */
  remove({ id, version: at = Infinity }) {
    const known = this.features.get(id);
    if (known && version(known) > at) return;
    if (Number.isFinite(at)) this.removed.set(id, at);
    if (this.features.delete(id)) this.#tell();
  }

  clear() {
    this.features.clear();
    this.removed.clear();
    this.#tell();
  }

  /** The features that were on the map at `at` (milliseconds), with their age from 0 (new) to 1 (about to go). @param {number} at */
  at(at) {
    const shown = [];
    for (const feature of this.features.values()) {
      const { reported_at: from, live_until: until } = feature.properties;
      if (!from) shown.push(feature);
      else if (Date.parse(from) <= at + 60000 && at < Date.parse(until)) shown.push(aged(feature, at));
    }
    return shown;
  }

  #gone(feature) {
    return (this.removed.get(feature.id) ?? -1) >= version(feature);
  }

  #tell() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.changed();
    });
  }
}

function aged(feature, at) {
  const { reported_at: from, live_until: until } = feature.properties;
  const age = (at - Date.parse(from)) / (Date.parse(until) - Date.parse(from));
  return { ...feature, properties: { ...feature.properties, uid: feature.id, age: Math.min(Math.max(age, 0), 1) } };
}

/** Votes change a report's points and not its version. */
function isNewer(feature, known) {
  if (feature.properties.archive || version(feature) > version(known)) return true;
  return version(feature) === version(known) && feature.properties.points !== known.properties.points;
}

function version(feature) {
  return feature.properties.version ?? 1;
}
