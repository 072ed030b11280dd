// What every page runs: GOV.UK Frontend's behaviours, and ours. Pages work without any of it.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, PasswordInput, Radios, SkipLink, Tabs, createAll,
} from 'govuk-frontend';
import { startCopying } from './copy.js';
import { startPrinting } from './print.js';
import { startProgress } from './progress.js';

document.body.classList.add('js-enabled', 'govuk-frontend-supported');

const words = document.documentElement.dataset;
createAll(Button, { preventDoubleClick: true });
createAll(CharacterCount, { i18n: { charactersUnderLimit: { other: words.charactersLeft, one: words.charactersLeft }, charactersOverLimit: { other: words.charactersOver, one: words.charactersOver }, charactersAtLimit: words.charactersAt } });
createAll(PasswordInput, { i18n: { showPassword: words.show, hidePassword: words.hide, showPasswordAriaLabel: words.showPassword, hidePasswordAriaLabel: words.hidePassword, passwordShownAnnouncement: words.passwordShown, passwordHiddenAnnouncement: words.passwordHidden } });
for (const component of [Checkboxes, ErrorSummary, FileUpload, NotificationBanner, Radios, SkipLink, Tabs]) createAll(component);
startCopying();
startPrinting();
startProgress();
