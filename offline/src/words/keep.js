/**
 * The words of the screens that follow up and keep. Indonesian first, as it is said in a village; English beside it.
 * One row a sentence: its key, Indonesian, English. `{name}` is filled in.
 */
import { ROWS_CARE } from './keep-care.js';
import { ROWS_PHONE } from './keep-phone.js';

const ROWS = [...ROWS_CARE, ...ROWS_PHONE];
const column = (index) => Object.fromEntries(ROWS.map((row) => [row[0], row[index]]));

export default { id: column(1), en: column(2) };
