// Folds folding_examples.json, opens what Python sealed and seals what Python shall open (standard input); says what differs.
import { isDeepStrictEqual } from 'node:util';
import { readFileSync } from 'node:fs';
import { base64, text, utf8 } from '../../offline/src/bytes.js';
import { fold } from '../../offline/src/folding.js';
import { agreed, hashOf, opened, sealed } from '../../offline/src/seal.js';

const wrong = [];
const { examples } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const { name, events, state } of examples) {
  for (const shuffled of [events, [...events].reverse(), [...events.slice(2), ...events, ...events.slice(0, 2)]]) {
    const found = JSON.parse(JSON.stringify(fold(shuffled)));
    if (!isDeepStrictEqual(found, state)) wrong.push({ name, differs: Object.keys(state).filter((key) => !isDeepStrictEqual(found[key], state[key])), keys: Object.keys(found) });
  }
}

const { own, node, device, place, cipher, body } = JSON.parse(readFileSync(0, 'utf8'));
const mine = await crypto.subtle.importKey('jwk', own, { name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
const key = await agreed(mine, node, device);
const given = Uint8Array.from(atob(cipher), (letter) => letter.charCodeAt(0));
const read = text(await opened(key, device, place, given));
const moved = await opened(key, device, { ...place, n: place.n + 1 }, given).then(() => true, () => false);
const next = { n: place.n + 1, i: device, p: await hashOf(device, place, given) };
const made = await sealed(key, device, next, body);
const weighed = utf8(body).length;
console.log(JSON.stringify({ examples: examples.length, wrong, read, moved, exportable: key.extractable, next, made: base64(made), weighed, hash: await hashOf(device, next, made) }));
