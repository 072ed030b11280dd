// Signs and verifies with the npm package `http-message-signatures` what the test hands in: {jobs: [...]} as JSON on standard
// input; one result for each on standard output. `@path` and `@query` are the raw bytes of the target, as the profile has
// them: the package would take them from a URL object, which normalises, so they are told it by its `componentParser`.
import { createPrivateKey, createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSigner, createVerifier, httpbis } from "http-message-signatures";

const ALGORITHM = "ecdsa-p256-sha256";

/** What the profile means by `@path` and `@query`; null leaves a component to the package. */
function raw(name, params, message, request) {
  const target = (params.has("req") ? request : message).target ?? "";
  const [path, ...query] = target.split("?");
  if (name === "@path") return [path];
  if (name === "@query") return [`?${query.join("?")}`];
  return null;
}

/** Verifies, whenever it was signed; true, or why not. */
async function verify({ message, request, key }) {
  const verifier = { id: "k", algs: [ALGORITHM], verify: createVerifier(createPublicKey(key), ALGORITHM) };
  const config = { keyLookup: async () => verifier, componentParser: raw, tolerance: 1e10, notAfter: 1e11, requiredParams: ["created", "keyid", "tag"] };
  const found = await httpbis.verifyMessage(config, message, request);
  return found === true || "it does not verify";
}

/** The two headers of a signature over `fields`. */
async function sign({ message, request, key, fields, params }) {
  const paramValues = { ...params, created: new Date(params.created * 1000), expires: new Date(params.expires * 1000) };
  const config = { key: createSigner(createPrivateKey(key), ALGORITHM, params.keyid), name: "simpul", fields, params: Object.keys(params), paramValues, componentParser: raw };
  const { headers } = await httpbis.signMessage(config, message, request);
  return { "signature-input": headers["Signature-Input"], signature: headers.Signature };
}

const { jobs } = JSON.parse(readFileSync(0, "utf8"));
const results = [];
for (const job of jobs) {
  try {
    results.push(await (job.does === "sign" ? sign(job) : verify(job)));
  } catch (failure) {
    results.push(`${failure.name}: ${failure.message}`);
  }
}
process.stdout.write(JSON.stringify(results));
