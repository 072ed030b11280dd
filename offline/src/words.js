/** Words of the app: Indonesian first, English by choice. Each owner's file gives `{id: {key: text}, en: {…}}`. */
import core from './words/core.js';
import keep from './words/keep.js';
import treat from './words/treat.js';

const ALL = { id: { ...core.id, ...treat.id, ...keep.id }, en: { ...core.en, ...treat.en, ...keep.en } };

/** @param {'id'|'en'} language @param {string} key @param {Record<string, any>} [facts] @returns {string} the text with its {facts} */
export function words(language, key, facts = {}) {
  const found = ALL[language]?.[key] ?? ALL.id[key] ?? key;
  return found.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(facts, name) ? String(facts[name]) : whole));
}

/** @param {string} key */
export const knows = (key) => Object.hasOwn(ALL.id, key) && Object.hasOwn(ALL.en, key);
