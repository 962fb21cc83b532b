// Tables that sort by their heads.
import { badge, el, empty } from './dom.js';
import { finite, number, seconds } from './format.js';

/**
 * A table that keeps how it is sorted while its rows are replaced.
 *
 * columns: {name, value: row => what is sorted by, cell: row => what is shown, kind: 'number' for right-aligned ones}
 */
export function sortable(id, columns, sentence, first = { column: 0, down: false }) {
  let rows = [];
  let order = first;
  const body = el('tbody');
  const heads = columns.map((column, index) => el('th', { scope: 'col', class: column.kind },
    el('button', { type: 'button', onclick: () => sort(index) }, column.name)));
  const frame = el('div', { class: 'table', id }, el('table', {}, el('thead', {}, el('tr', {}, ...heads)), body));
  const remark = empty(sentence);
  const sort = (index) => {
    order = { column: index, down: order.column === index ? !order.down : columns[index].kind === 'number' };
    show();
  };
  const show = () => {
    const { value } = columns[order.column];
    const sorted = rows.toSorted((a, b) => compare(value(a), value(b)) * (order.down ? -1 : 1));
    heads.forEach((head, index) => head.setAttribute('aria-sort', index !== order.column ? 'none' : order.down ? 'descending' : 'ascending'));
    body.replaceChildren(...sorted.map((row) => el('tr', {}, ...columns.map((column) => el('td', { class: column.kind }, column.cell(row))))));
    frame.hidden = rows.length === 0;
    remark.hidden = rows.length !== 0;
  };
  return { element: el('div', {}, frame, remark), update: (next) => { rows = next; show(); } };
}

function compare(a, b) {
  const none = (value) => value === null || value === undefined;
  if (none(a) || none(b)) {
    return none(a) && none(b) ? 0 : none(a) ? -1 : 1;
  }
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true });
}

/** The table of a study's trials; link gives a trial's address, or null where it has none. */
export function trialTable(page, link) {
  const cell = (trial) => (link(trial) ? el('a', { href: link(trial) }, String(trial.id)) : String(trial.id));
  const columns = [
    { name: 'trial', kind: 'number', value: (trial) => trial.id, cell },
    { name: 'state', value: (trial) => trial.state, cell: (trial) => badge(trial.state) },
    { name: page.standing.metric, kind: 'number', value: (trial) => finite(trial.value), cell: (trial) => number(trial.value) },
    { name: 'rung', kind: 'number', value: (trial) => trial.rung, cell: (trial) => String(trial.rung) },
    { name: 'step', kind: 'number', value: (trial) => trial.step, cell: (trial) => String(trial.step) },
    { name: 'took', kind: 'number', value: took, cell: (trial) => seconds(took(trial)) },
    { name: 'operator', value: (trial) => trial.operator, cell: (trial) => trial.operator },
    { name: 'parents', value: (trial) => trial.parents[0], cell: (trial) => trial.parents.join(', ') },
    { name: 'why it ended', kind: 'words', value: reason, cell: reason },
    ...page.axes.map((dimension) => ({
      name: dimension.name,
      kind: dimension.kind === 'choice' ? '' : 'number',
      value: (trial) => trial.parameters[dimension.name],
      cell: (trial) => (trial.parameters[dimension.name] === undefined ? '' : number(trial.parameters[dimension.name])),
    })),
  ];
  return sortable('trials', columns, 'No trial has been started yet.', { column: 0, down: true });
}

function took(trial) {
  return trial.startedMillis && trial.endedMillis ? (trial.endedMillis - trial.startedMillis) / 1000 : null;
}

function reason(trial) {
  return [trial.failure?.toLowerCase().replaceAll('_', ' '), trial.reason].filter(Boolean).join(': ');
}

/** Names and values, two columns. */
export function facts(entries) {
  return el('dl', { class: 'facts' }, ...entries.filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))));
}
