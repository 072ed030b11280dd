// The archive layer: the replay as it runs, or the moment the slider names. Always with its tag.

import { Live } from './map-live.js';

export class Archive {
  /** @param {DOMStringMap} paths @param {any} view */
  constructor(paths, view) {
    this.feed = paths.archive;
    this.stream = paths.archiveStream;
    this.span = JSON.parse(paths.span);
    this.view = view;
    this.tag = document.querySelector('#peta-arsip');
    this.moment = () => {};
    this.asked = 0;
  }

  /** The archive's reports as they were then; none where the node does not answer. @param {DOMStringMap} paths @param {Date} at */
  static async at(paths, at) {
    try {
      const answer = await fetch(`${paths.archive}&pada=${encodeURIComponent(at.toISOString())}`);
      return answer.ok ? (await answer.json()).features : [];
    } catch {
      return [];
    }
  }

  /** Shows the archive, or takes it from the map. @param {boolean} on @param {import('./map-time.js').TimeSlider} slider */
  switch(on, slider) {
    this.tag.hidden = !on;
    document.documentElement.toggleAttribute('data-archive', on);
    this.following?.stop();
    this.following = undefined;
    if (on) return slider.overArchive(this.span);
    this.view.archive.clear();
    return slider.overLive();
  }

  /** The archive as it was at `at`; null follows the replay, or shows the peak when none runs. @param {Date | null} at */
  async to(at) {
    if (at === null) return this.#follow();
    this.following?.stop();
    this.following = undefined;
    const mine = ++this.asked;
    try {
      const answer = await fetch(`${this.feed}&pada=${encodeURIComponent(at.toISOString())}`);
      if (!answer.ok || mine !== this.asked) return undefined;
      this.#shown(await answer.json());
    } catch { /* the moment before stays on the map */ }
    return undefined;
  }

  #follow() {
    if (this.following) return;
    this.asked += 1;
    this.following = new Live({ feed: this.feed, stream: this.stream }, {
      all: (features, collection) => this.#shown(collection),
      report: (feature) => this.view.archive.put(feature),
      removed: (gone) => this.view.archive.remove(gone),
      moment: ({ moment }) => this.#at(new Date(moment)),
      state: () => {},
    });
    this.following.start();
  }

  #shown(collection) {
    this.#at(new Date(collection.moment));
    this.view.archive.replace(collection.features);
  }

  #at(at) {
    this.view.archiveAt = at;
    this.moment(at);
    this.view.draw();
  }
}
