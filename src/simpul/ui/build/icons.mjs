// One SVG sprite with just the icons that the pages use: every `icon("name")` in a template, every `#name` listed by a
// script in `icons: [...]`, and the names of icons.json, which pages choose by data (a hazard, a status, an error).
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const CALL = /\bicon\(\s*["']([a-z0-9-]+)["']/g;
const ARGUMENT = /\bicon(?:_name)?\s*=\s*["']([a-z0-9-]+)["']/g;

/** The names of all icons used below `folder`, with those that are chosen by data; sorted. */
export function usedIcons(folder, chosenByData) {
  const names = new Set(chosenByData);
  for (const file of readdirSync(folder, { recursive: true })) {
    if (!/\.(html|js|py)$/.test(file) || file.includes('static/built')) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    for (const pattern of [CALL, ARGUMENT]) for (const [, name] of text.matchAll(pattern)) names.add(name);
  }
  return [...names].sort();
}

/** The sprite; a name that the icon set does not have stops the build. */
export function spriteOf(names, iconFolder) {
  const symbols = names.map((name) => {
    const path = join(iconFolder, `${name}.svg`);
    if (!existsSync(path)) throw new Error(`no icon "${name}" in lucide-static: choose one of its names`);
    const inner = readFileSync(path, 'utf8').replace(/^[\s\S]*?<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '');
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${inner.replace(/\s*\n\s*/g, '')}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('\n')}</svg>\n`;
}
