// What AsyncAPI's own parser finds wrong with the document on standard input, and what it reads there.
import { Parser } from "@asyncapi/parser";

let text = "";
for await (const piece of process.stdin) text += piece;
const { document, diagnostics } = await new Parser().parse(text);
const wrong = diagnostics.filter((one) => one.severity <= 1).map((one) => `${one.path.join("/")}: ${one.message}`);
const channels = document ? document.channels().all().map((one) => one.address()) : [];
process.stdout.write(JSON.stringify({ wrong, channels, version: document?.version() ?? "" }));
