/** Days as a treatment counts them: local days of Teluk Bintuni (WIT, UTC+9), written YYYY-MM-DD. */
const LOCAL = 9 * 3_600_000;
const DAY = 86_400_000;

/** @param {string|number|Date} at @returns {string} the local day of an instant */
export const dayOf = (at) => new Date(new Date(at).getTime() + LOCAL).toISOString().slice(0, 10);

/** @param {string} day @param {number} days @returns {string} the day so many days later */
export const dayAfter = (day, days) => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);

/** @param {string} from @param {string} to @returns {number} whole days from one day to another; negative when before */
export const daysBetween = (from,
  to) => Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
