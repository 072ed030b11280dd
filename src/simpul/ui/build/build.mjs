// Builds everything the browser gets from npm into ui/static/built, which is never committed. Called by `make assets`.
import { build as bundle } from 'esbuild';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import * as sass from 'sass';
import { spriteOf, usedIcons } from './icons.mjs';
import { landOf } from './land.mjs';

const UI = dirname(dirname(fileURLToPath(import.meta.url)));
const BUILT = join(UI, 'static', 'built.new');
const PLACE = join(UI, 'static', 'built');
const MODULES = join(UI, '..', '..', '..', 'node_modules');
const OFFLINE = join(MODULES, '..', 'offline');
const GATES = join(UI, '..', 'cooperation', 'static');
const read = createRequire(import.meta.url);

function write(name, content) {
  writeFileSync(join(BUILT, name), content);
}

function styles() {
  const { css } = sass.compile(join(UI, 'styles', 'app.scss'), {
    style: 'compressed',
    charset: false,
    loadPaths: [join(MODULES, 'govuk-frontend', 'dist')],
    quietDeps: true,
  });
  write('app.css', css);
}

async function scripts() {
  const common = { bundle: true, minify: true, format: 'esm', target: 'es2020', legalComments: 'eof', absWorkingDir: UI };
  await bundle({ ...common, entryPoints: ['scripts/app.js'], outfile: join(BUILT, 'app.js') });
  await bundle({ ...common, entryPoints: ['scripts/proof.js'], outfile: join(BUILT, 'proof.js') });
  await bundle({ ...common, entryPoints: [join(MODULES, 'pmtiles/dist/esm/index.js')], outfile: join(BUILT, 'pmtiles.js') });
  await gates({ ...common, absWorkingDir: GATES, nodePaths: [MODULES], target: 'es2022' });
  await field({ ...common, absWorkingDir: OFFLINE, nodePaths: [MODULES], target: 'es2022' });
}

/** The malaria field app: its sources stand apart, since it runs where no node is. */
async function field(common) {
  await bundle({ ...common, entryPoints: ['src/main.js'], outfile: join(BUILT, 'lapangan.js') });
  await bundle({ ...common, entryPoints: ['styles/index.css'], outfile: join(BUILT, 'lapangan.css') });
  await bundle({ ...common, format: 'iife', entryPoints: ['src/worker.js'], outfile: join(BUILT, 'lapangan-kerja.js') });
}

/** The page of a gate, which goes on without a signal. */
async function gates(common) {
  await bundle({ ...common, entryPoints: ['gerbang.js'], outfile: join(BUILT, 'gerbang.js') });
  await bundle({ ...common, entryPoints: ['gerbang-on.js'], outfile: join(BUILT, 'gerbang-pasang.js') });
  await bundle({ ...common, format: 'iife', entryPoints: ['gerbang-worker.js'], outfile: join(BUILT, 'gerbang-kerja.js') });
}

function libraries() {
  const copies = {
    'maplibre-gl.mjs': 'maplibre-gl/dist/maplibre-gl.mjs',
    'maplibre-gl-worker.mjs': 'maplibre-gl/dist/maplibre-gl-worker.mjs',
    'htmx.js': 'htmx.org/dist/htmx.min.js',
  };
  for (const [name, source] of Object.entries(copies)) {
    // Without the pointer to source maps, which are not served: a 404 in the console would look like a fault.
    write(name, readFileSync(join(MODULES, source), 'utf8').replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n'));
  }
  copyFileSync(join(MODULES, 'maplibre-gl/dist/maplibre-gl.css'), join(BUILT, 'maplibre-gl.css'));
}

/** For papers in Korean; typst's own faces have no Hangul. Read by the typesetter alone. */
function faces() {
  for (const [name, weight] of [['Regular', '400Regular'], ['Bold', '700Bold']]) {
    const source = join(MODULES, '@expo-google-fonts/noto-sans-kr', weight, `NotoSansKR_${weight}.ttf`);
    copyFileSync(source, join(BUILT, `NotoSansKR-${name}.ttf`));
  }
}

function pictures() {
  const chosen = JSON.parse(readFileSync(join(UI, 'build', 'icons.json'), 'utf8'));
  write('icons.svg', spriteOf(usedIcons(join(UI, '..'), chosen), join(MODULES, 'lucide-static', 'icons')));
  write('land.json', JSON.stringify(landOf(read('world-atlas/countries-10m.json'), read('world-atlas/land-110m.json'))));
}

/** Each file's size and digest, and beside each text file its two compressed forms, made once here and never per request. */
function manifest() {
  const files = {};
  for (const name of readdirSync(BUILT).sort()) {
    const bytes = readFileSync(join(BUILT, name));
    files[name] = { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    if (name.endsWith('.ttf')) continue; // never sent to a browser
    write(`${name}.gz`, gzipSync(bytes, { level: 9 }));
    write(`${name}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
  }
  write('manifest.json', `${JSON.stringify({ files }, null, 1)}\n`);
  return files;
}

rmSync(BUILT, { recursive: true, force: true });
mkdirSync(BUILT, { recursive: true });
styles();
libraries();
faces();
pictures();
await scripts();
const files = manifest();
for (const [name, { bytes }] of Object.entries(files)) {
  const small = name.endsWith('.ttf') ? 0 : statSync(join(BUILT, `${name}.br`)).size;
  console.log(`${name.padEnd(26)} ${String(Math.ceil(bytes / 1024)).padStart(6)} kB  ${String(Math.ceil(small / 1024)).padStart(5)} kB sent`);
}
rmSync(PLACE, { recursive: true, force: true }); // Only now, so that a running node is without its files for a moment at most.
renameSync(BUILT, PLACE);
