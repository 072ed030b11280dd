/** The screens that follow up and keep, in the order in which the router tries them: an exact path before a pattern. */
import contacts from './contacts.js';
import enrolment from './enrolment.js';
import exported from './export.js';
import follow from './follow.js';
import pin from './pin.js';
import rounds from './rounds.js';
import settings from './settings.js';
import slides from './slides.js';
import sms from './sms.js';
import stock from './stock.js';
import supervision from './supervision.js';
import unsent from './unsent.js';
import urine from './urine.js';

export default [
  ...enrolment, ...pin, ...urine, ...follow, ...slides, ...contacts, ...rounds, ...stock, ...supervision, ...unsent,
    ...exported, ...sms, ...settings,
];
