// The winner, the evidence for it, and what its model looks at.
import { el, empty } from './dom.js';
import { number } from './format.js';
import { facts } from './tables.js';

export function winnerBody(page) {
  const winner = page.winner;
  if (!winner) {
    return [empty(page.standing.endedMillis ? 'The study has no winner.' : 'The winner is chosen when the search has ended.')];
  }
  const { metric } = page.standing;
  const headline = el('p', { class: 'headline' }, `Trial ${winner.trial}: ${metric} `,
    el('strong', {}, `${number(winner.meanValidation.mean)} ± ${number(winner.meanValidation.halfWidth)}`),
    ` over ${winner.runs.filter((run) => run.trial === winner.trial).length} runs (95 % interval)`);
  return [
    headline,
    el('div', { class: 'columns' },
      el('div', {}, el('h3', {}, 'Kept run'), facts([['name', winner.chosen], ...measured(winner.metrics)])),
      el('div', {}, el('h3', {}, 'Configuration'), facts(Object.entries(winner.configuration).map(([name, value]) => [name, number(value)]))),
      el('div', {}, el('h3', {}, 'Evidence'), facts([
        ['reads of the test split', winner.testReads],
        ['ONNX rows compared', winner.export?.rows],
        ['largest difference', number(winner.export?.maxProbabilityDifference)],
        ['same label', winner.export ? `${number(winner.export.labelAgreement * 100)} %` : null],
      ]))),
    el('h3', {}, 'All runs that were compared'),
    runs(winner, metric),
  ];
}

function measured(metrics) {
  return Object.entries(metrics).sort(([a], [b]) => a.localeCompare(b)).map(([name, value]) => [name, number(value)]);
}

function runs(winner, metric) {
  const head = ['run', 'trial', 'seed', 'steps', metric].map((name, index) => el('th', { scope: 'col', class: index ? 'number' : '' }, name));
  const rows = winner.runs.map((run) => el('tr', { class: run.name === winner.chosen ? 'chosen' : '' },
    el('td', {}, run.name), ...[run.trial, run.seed, run.steps, number(run.metrics[metric])].map((value) => el('td', { class: 'number' }, value))));
  return el('div', { class: 'table short' }, el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...rows)));
}

export function explanationBody(page) {
  const explanation = page.winner?.explanation;
  if (!explanation) {
    const problem = page.winner?.explanationProblem;
    return [empty(problem ? `The model could not be explained: ${problem}` : 'There is no explanation of the winner.')];
  }
  return explanation.methods.map((method) => el('div', { class: 'method' },
    el('h3', {}, method.name),
    el('p', { class: 'remark' }, figures(method)),
    el('div', { class: 'pictures' }, ...explanation.rows.map((row, index) => picture(page, method, row, index)))));
}

function figures(method) {
  const parts = [`deletion AUC ${number(method.deletionAuc)} against ${number(method.randomDeletionAuc)} in random order (less is better)`];
  if (method.completenessError !== undefined) {
    parts.push(`completeness error ${number(method.completenessError)}`);
  }
  return parts.join('; ');
}

function picture(page, method, row, index) {
  const address = page.pictures[method.name]?.[index];
  if (!address) {
    return null;
  }
  const right = row.label === row.predicted;
  return el('figure', {},
    el('img', { src: address, alt: `${method.name} of validation row ${row.row}`, loading: 'lazy' }),
    el('figcaption', {}, `label ${row.label}, predicted ${row.predicted} (${number(row.probability)}) `, right ? null : el('span', { class: 'badge state-failed' }, 'wrong')));
}
