// Certificates of a time-stamping authority: who signed whom, up to a root that signs itself.
import { hex, need, same, subtle } from './bytes.js';
import { BITS, elements, inside, instantOf, INTEGER, oidOf, only, SEQUENCE } from './der.js';

const BROKEN = "the stamp's certificates do not hold";
const HASHES = { '2.16.840.1.101.3.4.2.1': 'SHA-256', '2.16.840.1.101.3.4.2.2': 'SHA-384', '2.16.840.1.101.3.4.2.3': 'SHA-512' };
const SIGNED = {
  '1.2.840.113549.1.1.11': ['RSA', 'SHA-256'],
  '1.2.840.113549.1.1.12': ['RSA', 'SHA-384'],
  '1.2.840.113549.1.1.13': ['RSA', 'SHA-512'],
  '1.2.840.10045.4.3.2': ['EC', 'SHA-256'],
  '1.2.840.10045.4.3.3': ['EC', 'SHA-384'],
  '1.2.840.10045.4.3.4': ['EC', 'SHA-512'],
};
const CURVES = { '1.2.840.10045.3.1.7': ['P-256', 32], '1.3.132.0.34': ['P-384', 48], '1.3.132.0.35': ['P-521', 66] };
const NAMES = { '2.5.4.3': 'CN', '2.5.4.6': 'C', '2.5.4.7': 'L', '2.5.4.8': 'ST', '2.5.4.10': 'O', '2.5.4.11': 'OU' };
const STAMPING = '1.3.6.1.5.5.7.3.8';

/** The name of a digest algorithm, whose parameters are absent or NULL. */
export function hashOf(element) {
  const [name, parameters, ...more] = inside(element, SEQUENCE);
  need(!more.length && (!parameters || hex(parameters.whole) === '0500') && HASHES[oidOf(name)], BROKEN);
  return HASHES[oidOf(name)];
}

/** Kind and hash of a signature's algorithm; plain rsaEncryption leaves the hash to `digest`. */
export function algorithmOf(element, digest = null) {
  const [name, parameters, ...more] = inside(element, SEQUENCE);
  const id = oidOf(name);
  const found = id === '1.2.840.113549.1.1.1' && digest ? ['RSA', digest] : SIGNED[id];
  const bare = !parameters || (found?.[0] === 'RSA' && hex(parameters.whole) === '0500');
  need(found && bare && !more.length && (!digest || found[1] === digest), BROKEN);
  return found;
}

/** Whether the signature over the message is by the certificate's key. */
export async function signedBy(certificate, [kind, hash], signature, message) {
  const key = certificate.key;
  if (kind === 'RSA') {
    const imported = await subtle().importKey('spki', key.whole, { name: 'RSASSA-PKCS1-v1_5', hash }, false, ['verify']);
    return subtle().verify('RSASSA-PKCS1-v1_5', imported, signature, message);
  }
  const [algorithm] = inside(key, SEQUENCE);
  const [curve, width] = CURVES[oidOf(inside(algorithm, SEQUENCE)[1])];
  const imported = await subtle().importKey('spki', key.whole, { name: 'ECDSA', namedCurve: curve }, false, ['verify']);
  return subtle().verify({ name: 'ECDSA', hash }, imported, rawSignature(signature, width), message);
}

/** R and s one behind the other, as WebCrypto has them, of a DER signature in its one right form. */
function rawSignature(der, width) {
  const raw = new Uint8Array(2 * width);
  inside(only(der), SEQUENCE, INTEGER, INTEGER).forEach(({ content }, at) => {
    const bare = content[0] === 0 && content[1] & 0x80 ? content.slice(1) : content;
    need(bare.length && bare.length <= width && !(content[0] & 0x80) && !(content[0] === 0 && !(content[1] & 0x80)), BROKEN);
    raw.set(bare, (at + 1) * width - bare.length);
  });
  return raw;
}

/** A certificate's parts. */
export function certificateOf(der) {
  const [body, algorithm, bits] = inside(only(der), SEQUENCE, SEQUENCE, SEQUENCE, BITS);
  const parts = elements(body.content);
  need(parts[0]?.tag === 0xa0 && parts.length >= 7 && bits.content[0] === 0, BROKEN);
  const [, serial, inner, issuer, validity, subject, key, ...more] = parts;
  need(same(inner.whole, algorithm.whole), BROKEN);
  const [from, until] = inside(validity, SEQUENCE).map(instantOf);
  const extensions = extensionsOf(more.find((one) => one.tag === 0xa3));
  return { der, body, algorithm, signature: bits.content.slice(1), serial, issuer, subject, key, from, until, extensions };
}

function extensionsOf(element) {
  if (!element) return new Map();
  return new Map(inside(only(element.content), SEQUENCE).map((one) => {
    const parts = elements(one.content);
    return [oidOf(parts[0]), parts.at(-1).content];
  }));
}

/** Nothing when the issuer signed the certificate, and both were good at that instant. */
export async function checkIssued(certificate, issuer, at) {
  need(same(certificate.issuer.whole, issuer.subject.whole), BROKEN);
  need(at >= certificate.from && at <= certificate.until, BROKEN);
  const holds = await signedBy(issuer, algorithmOf(certificate.algorithm), certificate.signature, certificate.body.whole);
  need(holds, certificate === issuer ? 'a root certificate is not signed by itself' : BROKEN);
}

/** Nothing when the certificate may stamp and leads, by those that came with it, to a root; each of them must be needed. */
export async function checkChain(signer, others, roots, at) {
  const uses = signer.extensions.get('2.5.29.37');
  need(uses && elements(only(uses).content).map(oidOf).includes(STAMPING), "the stamp's certificate is not one for stamping");
  const left = new Set(others);
  for (let one = signer; ; ) {
    const root = roots.find((found) => same(found.subject.whole, one.issuer.whole));
    if (root) {
      await checkIssued(one, root, at);
      break;
    }
    const next = [...left].find((found) => same(found.subject.whole, one.issuer.whole));
    need(next && isAuthority(next), 'the stamp leads to none of the roots');
    left.delete(next);
    await checkIssued(one, next, at);
    one = next;
  }
  for (const one of left) need(roots.some((root) => same(root.der, one.der)), BROKEN);
}

const isAuthority = (one) => {
  const found = one.extensions.get('2.5.29.19');
  return Boolean(found) && hex(only(found).content).startsWith('0101ff');
};

/** The subject as RFC 4514 writes it: the last part first. */
export function nameOf({ subject }) {
  const parts = elements(subject.content).flatMap((set) => elements(set.content).map((pair) => {
    const [kind, value] = elements(pair.content);
    return `${NAMES[oidOf(kind)] ?? oidOf(kind)}=${new TextDecoder().decode(value.content)}`;
  }));
  return parts.reverse().join(',');
}
