// Instants in microseconds since 1970, which a double counts exactly until the year 2255.
import { Wrong } from './bytes.js';

const FORM = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** The instant an ISO 8601 text with a zone names. */
export function moment(text) {
  const found = typeof text === 'string' && FORM.exec(text);
  if (!found) throw new Wrong('a time cannot be read');
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number);
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(at).toISOString().slice(0, 19);
  if (back !== text.slice(0, 19)) throw new Wrong('a time cannot be read');
  const away = found[8] ? (found[8] === '-' ? -1 : 1) * (Number(found[9]) * 60 + Number(found[10])) : 0;
  return (at - away * 60000) * 1000 + Number((found[7] ?? '').padEnd(6, '0'));
}

/** A second that a note counts, in microseconds; Wrong beyond all calendars. */
export function instant(seconds) {
  if (seconds > 253402300799n) throw new Wrong('a time is beyond all calendars');
  return Number(seconds) * 1e6;
}

/** The instant as the command writes it: 2026-11-23 05:00:00 UTC. */
export const shown = (at) => `${new Date(at / 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
