// Elements are made here and nowhere else. Text goes in as text: nothing that comes from a study is ever read as HTML.

/** An element with properties and children; a child is an element, a text, or null for nothing. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined).map(asNode));
  return element;
}

function asNode(child) {
  return child instanceof Node ? child : document.createTextNode(String(child));
}

/** A card with a heading, an optional remark, and a body that is found again by its id. */
export function card(id, title, remark, ...body) {
  return el('section', { class: 'card', id },
    el('header', {}, el('h2', {}, title), remark ? el('p', { class: 'remark' }, remark) : null),
    ...body);
}

/** The place of a chart: the element with the id holds the chart, or a sentence while there is nothing to draw. */
export function chartCard(id, title, remark, size = '') {
  return card(`card-${id}`, title, remark,
    el('div', { class: `chart ${size}`, id, role: 'img', 'aria-label': title }),
    el('p', { class: 'empty', id: `${id}-empty`, hidden: '' }));
}

/** Replaces what the element with the id holds. */
export function fill(id, ...children) {
  document.getElementById(id).replaceChildren(...children.flat().filter((child) => child !== null).map(asNode));
}

export function badge(state) {
  return el('span', { class: `badge state-${state.toLowerCase()}` }, state.toLowerCase());
}

export function empty(sentence) {
  return el('p', { class: 'empty' }, sentence);
}
