/** The screens that test and treat, in the order in which the router tries them. */
import correcting from './correcting.js';
import examine from './examine.js';
import home from './home.js';
import people from './people.js';

export default [...home, ...people, ...examine, ...correcting];
