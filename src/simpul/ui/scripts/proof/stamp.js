// Time stamps over a checkpoint: RFC 3161 on RFC 5652, signed below a root. As strict as `log/stamps.py`.
import { fromBase64, hex, joined, need, same, sha256, subtle, utf8, Wrong } from './bytes.js';
import { algorithmOf, certificateOf, checkChain, checkIssued, hashOf, nameOf, signedBy } from './certificates.js';
import { elements, inside, INTEGER, instantOf, OCTETS, OID, oidOf, only, SEQUENCE, SET } from './der.js';

const GRANTED = '3003020100';
const [SIGNED_DATA, TST_INFO] = ['1.2.840.113549.1.7.2', '1.2.840.113549.1.9.16.1.4'];
const [KIND, DIGEST] = ['1.2.840.113549.1.9.3', '1.2.840.113549.1.9.4'];

/** When, who says so, and the roots' fingerprints, if the stamp (base64) is over this note and signed below one of the roots. */
export async function checkStamp(stamp, roots, note) {
  try {
    return await checked(fromBase64(stamp, 'a part'), roots.map((root) => fromBase64(root, 'a part')), utf8(note));
  } catch (wrong) {
    if (wrong instanceof TypeError || wrong instanceof RangeError || wrong instanceof DOMException) throw new Wrong('the stamp is not of the form of RFC 3161');
    throw wrong;
  }
}

async function checked(response, rootBytes, note) {
  const { info, certificates, signer } = partsOf(response);
  const told = elements(only(info).content);
  const at = instantOf(told[4]);
  const roots = rootBytes.map(certificateOf);
  for (const root of roots) await checkIssued(root, root, at);
  const [algorithm, imprint] = inside(told[2], SEQUENCE, SEQUENCE, OCTETS);
  need(told[0].content.length === 1 && told[0].content[0] === 1, 'the stamp is of another version');
  need(same(imprint.content, await digest(hashOf(algorithm), note)), 'Mismatch: the stamp is over another note');
  const own = certificates.find((one) => same(joined(one.issuer.whole, one.serial.whole), signer.whose));
  need(own, "the signer's certificate is missing");
  await checkSigned(own, signer, info);
  await checkChain(own, certificates.filter((one) => one !== own), roots, at);
  const prints = [];
  for (const root of rootBytes) prints.push(hex(await sha256(root)));
  return { at, authority: nameOf(own), roots: prints };
}

const digest = async (hash, bytes) => new Uint8Array(await subtle().digest(hash, bytes));

/** The stamped words, the certificates beside them and the one signer; nothing else may be there. */
function partsOf(response) {
  const [status, token] = inside(only(response), SEQUENCE, SEQUENCE, SEQUENCE);
  need(hex(status.whole) === GRANTED, 'the stamp was not granted, or is not as it is kept');
  const [kind, wrapped] = inside(token, SEQUENCE, OID, 0xa0);
  const [version, hashes, content, certificates, signers] = inside(only(wrapped.content), SEQUENCE, INTEGER, SET, SEQUENCE, 0xa0, SET);
  const [what, info] = inside(content, SEQUENCE, OID, 0xa0);
  need(oidOf(kind) === SIGNED_DATA && oidOf(what) === TST_INFO && hex(version.content) === '03', 'the stamp is not of the form of RFC 3161');
  const octets = only(info.content);
  need(octets.tag === OCTETS, 'the stamp is not of the form of RFC 3161');
  const [first, whose, hash, attributes, algorithm, signature] = inside(only(signers.content), SEQUENCE, INTEGER, SEQUENCE, SEQUENCE, 0xa0, SEQUENCE, OCTETS);
  need(hex(first.content) === '01' && elements(hashes.content).every((one) => hashOf(one) === hashOf(hash)), "the stamp's signer is not of the form of RFC 3161");
  const signer = { whose: whose.content, hash: hashOf(hash), attributes, algorithm, signature: signature.content };
  return { info: octets.content, certificates: elements(certificates.content).map((one) => certificateOf(one.whole)), signer };
}

/** Nothing when the signer signed that these very words are a time stamp. */
async function checkSigned(certificate, signer, info) {
  const said = new Map(elements(signer.attributes.content).map((one) => {
    const [name, values] = inside(one, SEQUENCE, OID, SET);
    return [oidOf(name), only(values.content)];
  }));
  const kind = said.get(KIND);
  const found = said.get(DIGEST);
  need(kind && oidOf(kind) === TST_INFO && found?.tag === OCTETS, "the stamp's signer is not of the form of RFC 3161");
  need(same(found.content, await digest(signer.hash, info)), "the stamp's words are not those that were signed");
  const message = joined(Uint8Array.of(SET), signer.attributes.whole.slice(1));
  need(await signedBy(certificate, algorithmOf(signer.algorithm, signer.hash), signer.signature, message), "the stamp's signature does not hold");
}
