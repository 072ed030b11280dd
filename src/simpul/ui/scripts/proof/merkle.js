// Proofs in Merkle trees: RFC 6962 §2.1. Places and sizes are BigInt, since a log may be longer than a double counts.
import { fromBase64, need, same, sha256 } from './bytes.js';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leafHash = (data) => sha256(LEAF, data);

/** Nothing when the proof (base64 hashes, leaf upwards) shows the leaf hash at that place under the root. */
export async function checkInclusion(leaf, index, tree, proof) {
  let [place, last] = [BigInt(index), tree.size - 1n];
  need(place <= last, `leaf ${index} is not in a tree of ${tree.size}`);
  const steps = proof.map((step) => fromBase64(step, 'a part'));
  need([leaf, tree.root, ...steps].every((hash) => hash.length === 32), 'a hash is not 32 bytes');
  let found = leaf;
  for (const step of steps) {
    need(last !== 0n, 'the proof is too long');
    found = place & 1n || place === last ? await sha256(NODE, step, found) : await sha256(NODE, found, step);
    if (place === last) while (place && !(place & 1n)) [place, last] = [place >> 1n, last >> 1n];
    [place, last] = [place >> 1n, last >> 1n];
  }
  need(last === 0n, 'the proof is too short');
  need(same(found, tree.root), 'the proof leads to another root');
}
