// What tests and the bench do on a phone through the app's own interface: `globalThis.phone`, once the app has begun.
() => {
  const app = globalThis.simpul;
  const ABOUT = { fever_days: 2, temp: '38.5', reason: 'sick', pregnant: false, breastfeeding_lt_6m: false, g6pd: 'unknown', malaria_before: 'none' };
  const DOSE = { dhp_tablets_per_day: '3', dhp_days: 3, primaquine_tablets_per_day: '1', primaquine_days: 14, rule: 'pv_50', version: '2023', page: '17', refer: false, refusal: null };
  const house = (more = {}) => app.record('round.visited', { d: { house: 'R1', people: 3, absent: 0, ...more } });
  const plain = (value) => value instanceof Uint8Array ? String.fromCharCode(...value.slice(0, 4000)) : value instanceof CryptoKey ? `key extractable=${value.extractable}` : value;
  const answer = (asked) => new Promise((done, failed) => { asked.onsuccess = () => done(asked.result); asked.onerror = () => failed(asked.error); });

  /** A person, their visit and their positive test: three events; the ids. */
  async function found(n) {
    const [p, s, test] = [app.newId(), app.newId(), app.newId()];
    const events = [await app.record('person.registered', { p, d: { name: `Yohana Rahasia ${n}`, sex: 'P', birth_year: 1950 + n % 60, mother: 'Maria Rahasia', house: String(n) } }),
      await app.record('visit.opened', { p, s, d: ABOUT }),
      await app.record('test.recorded', { p, s: test, d: { visit: s, method: 'rdt', lot: 'RDT-2291', result: 'positive', species: 'vivax', for: 'diagnosis' } })];
    return { p, visit: s, test, ids: events.map(({ id }) => id) };
  }

  globalThis.phone = {
    house,
    async found(count) {
      const ids = [];
      for (let n = 0; n < count; n += 1) ids.push(...(await found(n)).ids);
      return ids;
    },
    /** Cases: found, no severe signs, treated (five events), and as many doses watched. */
    async treated(count, doses) {
      for (let n = 0; n < count; n += 1) {
        const { p, visit, test } = await found(n);
        const s = app.newId();
        await app.record('signs.checked', { p, s: visit, d: { signs: [] } });
        await app.record('treatment.started', { p, s, d: { visit, test, weight_kg: '52.5', weighed: true, dose: DOSE, training: true } });
        for (let day = 1; day <= doses; day += 1) await app.record('dose.watched', { p, s, d: { day, drug: 'dhp', taken: true, vomited_within_30m: false } });
      }
    },
    /** Records until there is no room, at most 400 times: how many were kept, and what was thrown. */
    async fill() {
      for (let n = 0; n < 400; n += 1) {
        const x = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(9000))));
        try { await house({ x }); } catch (error) { return [n, error.name]; }
      }
      return [400, 'room for all'];
    },
    async houses(count) { for (let n = 0; n < count; n += 1) await house({ people: n }); },
    async sent() {
      await app.send();
      return (await app.unsent()).count;
    },
    async opened(pin) {
      const { ok } = await app.unlock(pin);
      const { people, tests } = app.state;
      return { ok, people: Object.keys(people).length, tests: Object.keys(tests).length, unsent: (await app.unsent()).count };
    },
    /** Many guesses at once; what the last one was told. */
    guessed: async (count) => (await Promise.all(Array.from({ length: count }, (_, n) => app.unlock(String(100000 + n))))).at(-1),
    /** Everything that the browser keeps of the app, as text. */
    async dump() {
      const base = await answer(indexedDB.open('simpul-malaria'));
      const rows = await Promise.all([...base.objectStoreNames].map((name) => answer(base.transaction(name).objectStore(name).getAll())));
      base.close();
      return JSON.stringify([rows, { ...localStorage }, { ...sessionStorage }], (_key, value) => plain(value));
    },
    left: async () => [(await indexedDB.databases()).filter(({ name }) => name === 'simpul-malaria').length, (await caches.keys()).length],
    /** Counts the bytes of bodies that this page sends from now on; the worker sends none. */
    weigh() {
      const asked = globalThis.fetch;
      globalThis.weighed = 0;
      SyncManager.prototype.register = () => Promise.resolve();
      globalThis.fetch = (path, how) => {
        globalThis.weighed += how?.body?.length ?? 0;
        return asked(path, how);
      };
    },
  };
}
