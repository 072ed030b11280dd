/* A partner's badge on this phone: a key that signs reports and never leaves the phone (WebCrypto, IndexedDB).
   What is signed is described in simpul/disaster/rules/partners.py; both must write the same bytes. */

const STORE = "badge", CONTEXT = "simpul-report-1";
const OWN = new Set(["form_id", "hazard", "longitude", "latitude", "placed", "text", "photo", "client_at", "do", "website", "csrf", "q",
  "place", "update_of", "anyway", "training", "partner", "partner_key", "signature", "step", "returning", "held", "follows",
  "here_longitude", "here_latitude"]);

function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("simpul-badge", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function within(mode, act) {
  const database = await opened();
  try {
    return await new Promise((done, failed) => {
      const step = database.transaction(STORE, mode);
      const asked = act(step.objectStore(STORE));
      step.oncomplete = () => done(asked.result);
      step.onerror = step.onabort = () => failed(step.error);
    });
  } finally {
    database.close();
  }
}

/** The badge of this phone, {partner, name, icon, key}, or null. */
export async function badge() {
  try {
    return await kept().then((one) => one && { partner: one.partner, name: one.name, icon: one.icon, key: one.key });
  } catch {
    return null; // no IndexedDB: a private window
  }
}

const kept = () => within("readonly", (store) => store.get("mine")).then((one) => one || null);

/** The badge is gone from this phone; its key cannot be used any more by anybody. */
export const removed = () => within("readwrite", (store) => store.delete("mine"));

/** A key is made here, `register(jwk)` tells its public half to the node, and what comes back is kept beside the key. */
export async function taken(register) {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const told = await register({ kty, crv, x, y });
  await within("readwrite", (store) => store.put({ ...told, secret: pair.privateKey }, "mine"));
  return told;
}

function written(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : value.toFixed(6).replace(/\.?0+$/, "");
  if (Array.isArray(value)) return value.map(written).join(",");
  if (typeof value === "object") return Object.keys(value).sort().map((name) => `${name}:${written(value[name])}`).join(";");
  return String(value).trim();
}

const hundredThousandths = (degrees) => Math.floor(Number(degrees) * 100000 + 0.5);

function instant(text) {
  const at = new Date(text || "");
  return Number.isNaN(at.getTime()) ? "" : at.toISOString();
}

/** The bytes to sign, for a form's values and the card's answers. */
export function signingInput(values, card) {
  const answers = Object.keys(card).sort().map((name) => [name, written(card[name])]).filter(([, value]) => value);
  const point = `${hundredThousandths(values.longitude)},${hundredThousandths(values.latitude)}`;
  const lines = [CONTEXT, String(values.form_id).toLowerCase(), values.hazard, point, instant(values.client_at)];
  for (const [name, value] of answers) lines.push(`${name}=${value}`);
  return new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
}

function answersOf(form) {
  const card = {};
  for (const name of new Set(form.keys())) {
    if (OWN.has(name)) continue;
    const all = form.getAll(name);
    card[name] = all.length > 1 ? all : all[0];
  }
  return card;
}

/** The same form, with partner, partner_key and signature where this phone has a badge. */
export async function signed(form, card = answersOf(form)) {
  let mine = null;
  try {
    mine = await kept();
  } catch {
    return form;
  }
  if (!mine) return form;
  const names = ["form_id", "hazard", "longitude", "latitude", "client_at"];
  const bytes = signingInput(Object.fromEntries(names.map((name) => [name, form.get(name) || ""])), card);
  const raw = new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, mine.secret, bytes));
  const text = btoa(String.fromCharCode(...raw)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  form.set("partner", mine.partner);
  form.set("partner_key", mine.key);
  form.set("signature", text);
  return form;
}
