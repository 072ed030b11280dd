// Runs the pages' own check of proofs outside a browser: cases on standard input, verdicts on standard output.
import { readFileSync } from 'node:fs';
import { verify } from '../../src/simpul/ui/scripts/proof/check.js';

const { cases, without = [] } = JSON.parse(readFileSync(0, 'utf8'));
if (without.includes('subtle')) Object.defineProperty(globalThis, 'crypto', { value: {} });
if (without.includes('Ed25519')) {
  const subtle = globalThis.crypto.subtle;
  const importKey = subtle.importKey.bind(subtle);
  subtle.importKey = async (form, key, kind, ...more) => {
    if ((kind.name ?? kind) === 'Ed25519') throw new DOMException('unknown', 'NotSupportedError');
    return importKey(form, key, kind, ...more);
  };
}
const told = [];
for (const { bundle, key, now } of cases) {
  const steps = [];
  const verdict = await verify(Buffer.from(bundle, 'base64'), { key, now, onCheck: (check) => steps.push(check.name) });
  told.push({ ...verdict, steps });
}
console.log(JSON.stringify(told));
