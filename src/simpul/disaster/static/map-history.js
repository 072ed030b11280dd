// Reports of the last three days, loaded once the slider is moved, and again when they are more than a minute old.

export class History {
  /** @param {string} path */
  constructor(path) {
    this.path = path;
    this.features = [];
    this.loaded = 0;
  }

  async load() {
    if (Date.now() - this.loaded < 60_000) return;
    try {
      const answer = await fetch(`${this.path}?jam=72`);
      if (!answer.ok) return;
      this.features = (await answer.json()).features;
      this.loaded = Date.now();
    } catch { /* what was loaded before stays; the live indicator tells that the connection is gone */ }
  }

  /** The reports that were on the map at this moment. @param {number} at */
  at(at) {
    return this.features
      .filter(({ properties }) => Date.parse(properties.reported_at) <= at && at < Date.parse(properties.live_until))
      .map((feature) => ({ ...feature, properties: { ...feature.properties, age: ageOf(feature.properties, at) } }));
  }
}

function ageOf({ reported_at: from, live_until: until }, at) {
  return (at - Date.parse(from)) / (Date.parse(until) - Date.parse(from));
}
