/** Elements without a framework. */

/**
 * An element. `on…` functions become listeners; true a bare attribute; null and false are left out.
 * @param {string} tag @param {Record<string, any>|null} [attributes] @param {...any} children nodes, text, lists of them; null and false are left out
 * @returns {HTMLElement}
 */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on') && typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...flat(children));
  return element;
}

/** @param {any[]} children @returns {(Node|string)[]} */
function flat(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}

/** @param {...any} children @returns {DocumentFragment} */
export function fragment(...children) {
  const made = document.createDocumentFragment();
  made.append(...flat(children));
  return made;
}

/** An SVG drawn by markup of our own, hidden from readers unless it has a title. @param {string} markup @param {Record<string, string>} [attributes] */
export function svg(markup, attributes = {}) {
  const holder = document.createElement('template');
  holder.innerHTML = markup;
  const drawn = /** @type {SVGElement} */ (holder.content.firstElementChild);
  for (const [name, value] of Object.entries({ 'aria-hidden': 'true', focusable: 'false', ...attributes })) drawn.setAttribute(name, value);
  return drawn;
}
