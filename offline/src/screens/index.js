/** Every screen, in the order in which the router tries them. */
import keep from './keep.js';
import treat from './test-and-treat.js';

export default [...treat, ...keep];
