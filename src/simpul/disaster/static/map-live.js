// The connection to the node: the feed once, then the event stream; and how fresh what is shown is.

/** After this long without a sign of life (the node sends a heartbeat each 15 s), the connection counts as lost. */
const STEADY = 30_000;

/**
 * @typedef {object} Hearing
 * @property {(features: any[], collection: any) => void} all what the feed holds
 * @property {(feature: any) => void} report
 * @property {(gone: any) => void} removed
 * @property {(state: 'live' | 'connecting' | 'offline', since: Date | null) => void} state
 * @property {(moment: any) => void} [moment]
 * @property {() => boolean} [light] whether only the news is wanted, and never the whole feed
 */

/** Follows a feed and its stream until `stop`. */
export class Live {
  /** @param {{feed: string, stream: string}} paths @param {Hearing} hearing */
  constructor(paths, hearing) {
    this.paths = paths;
    this.hearing = hearing;
    /** @type {Date | null} when what is shown was last known to be current */
    this.fresh = null;
    this.stopped = false;
    this.onOnline = () => this.#connect();
    this.onOffline = () => this.#state('offline');
  }

  start() {
    addEventListener('online', this.onOnline);
    addEventListener('offline', this.onOffline);
    this.ticking = setInterval(() => this.#look(), 5000);
    this.#connect();
  }

  stop() {
    this.stopped = true;
    this.source?.close();
    clearInterval(this.ticking);
    removeEventListener('online', this.onOnline);
    removeEventListener('offline', this.onOffline);
  }

  /** The feed anew: after the stream has opened, so that nothing falls between the two. */
  async load() {
    if (this.hearing.light?.()) {
      this.hearing.all([], null);
      this.#alive();
      return;
    }
    try {
      const answer = await fetch(this.paths.feed, { cache: 'no-cache' });
      if (!answer.ok) throw new Error(String(answer.status));
      const collection = await answer.json();
      if (this.stopped) return;
      this.hearing.all(collection.features, collection);
      this.#alive();
    } catch {
      if (!this.stopped) this.again = setTimeout(() => this.load(), 5000);
    }
  }

  #connect() {
    if (this.stopped) return;
    this.source?.close();
    clearTimeout(this.again);
    this.#state('connecting');
    const source = new EventSource(this.paths.stream);
    this.source = source;
    source.onopen = () => this.load();
    source.onerror = () => this.#state(navigator.onLine === false ? 'offline' : 'connecting');
    const on = (name, hear) => source.addEventListener(name, (event) => { this.#alive(); hear(event); });
    on('report', ({ data }) => this.hearing.report(JSON.parse(data)));
    on('area', ({ data }) => this.hearing.report(JSON.parse(data)));
    on('removed', ({ data }) => this.hearing.removed(JSON.parse(data)));
    on('moment', ({ data }) => this.hearing.moment?.(JSON.parse(data)));
    on('alive', () => {});
    on('reset', () => this.load());
  }

  #alive() {
    this.fresh = new Date();
    this.#state('live');
  }

  /** The stream's heartbeat tells that it lives, even when nothing happens. */
  #look() {
    const silent = this.fresh ? Date.now() - this.fresh.getTime() : 0;
    if (silent > STEADY * 2) this.#state('offline');
    if (silent > STEADY && this.source?.readyState !== EventSource.CONNECTING) this.#connect();
  }

  #state(state) {
    if (state === this.state && state !== 'live') return;
    const before = this.state;
    this.state = state;
    if (before !== state) this.hearing.state(state, this.fresh);
  }
}
