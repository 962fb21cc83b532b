// All studies, the nights, the workers.
import { badge, card, el, empty, fill } from './dom.js';
import { moment, number } from './format.js';
import { progressBar } from './study.js';
import { facts, sortable } from './tables.js';

export function overviewPage(main) {
  const studies = studyTable();
  main.replaceChildren(
    card('studies', 'Studies', '', studies.element),
    card('nights-card', 'Nights', 'the latest; all of them are under Nights', el('div', { id: 'nights-body' })),
    card('workers-card', 'Workers', '', el('div', { id: 'workers-body' })),
  );
  return (page) => {
    studies.update(page.studies);
    fill('nights-body', nightCards(page.nights.slice(0, 3)));
    fill('workers-body', workerTable(page.workers));
  };
}

export function nightsPage(main) {
  main.replaceChildren(el('div', { class: 'title' }, el('h1', {}, 'Nights')), el('div', { id: 'nights-body' }));
  return (page) => fill('nights-body', nightCards(page.nights));
}

export function workersPage(main) {
  main.replaceChildren(card('workers-card', 'Workers', 'who asks for trials now', el('div', { id: 'workers-body' })));
  return (page) => fill('workers-body', workerTable(page.workers));
}

function studyTable() {
  const ended = (study) => Object.entries(study.states).filter(([state]) => !['RUNNING', 'PAUSED', 'PENDING'].includes(state))
    .reduce((sum, [, count]) => sum + count, 0);
  return sortable('study-list', [
    { name: 'study', value: (study) => study.title, cell: (study) => el('a', { href: `/studies/${study.study}` }, study.title) },
    { name: 'status', value: (study) => study.status, cell: (study) => badge(study.status) },
    { name: 'best', kind: 'number', value: (study) => study.best, cell: (study) => number(study.best) },
    { name: 'metric', value: (study) => study.metric, cell: (study) => study.metric },
    { name: 'trials ended', kind: 'number', value: ended, cell: (study) => `${ended(study)} / ${study.budget}` },
    { name: 'states', kind: 'states', value: ended, cell: progressBar },
    { name: 'started', kind: 'number', value: (study) => study.startedMillis, cell: (study) => moment(study.startedMillis) },
  ], 'There is no study yet: lamarck run examples/digits.yaml makes one.', { column: 6, down: true });
}

function nightCards(nights) {
  return nights.length ? nights.map(nightCard) : empty('There was no night yet: lamarck nightly create plans the first.');
}

function nightCard(night) {
  const { judgement, comparison } = night;
  return el('article', { class: 'night' },
    el('div', { class: 'title' }, el('h3', {}, night.night), badge(night.verdict), el('span', { class: 'phase' }, night.nightly)),
    el('p', {}, night.reason),
    facts([
      ['model', night.model],
      ['champion', night.champion ? `version ${night.champion}` : null],
      ['challenger', night.challenger ? `version ${night.challenger}` : null],
      ['p-value', judgement ? `${number(judgement.pValue)} (threshold ${number(judgement.threshold)})` : null],
      ['effect', judgement ? number(judgement.effect) : null],
      ...pairs(comparison),
      ['rows gained / lost', comparison ? `${comparison.challengerOnly} / ${comparison.championOnly} of ${comparison.rows}` : null],
      ['began', moment(night.startedMillis)],
    ]),
    judgement?.guardrails.length ? el('ul', { class: 'guardrails' }, ...judgement.guardrails.map(guardrail)) : null);
}

function pairs(comparison) {
  return Object.keys(comparison?.challenger ?? {}).sort()
    .map((name) => [name, `${number(comparison.champion[name])} → ${number(comparison.challenger[name])}`]);
}

function guardrail(check) {
  return el('li', {}, el('span', { class: `badge ${check.passed ? 'state-completed' : 'state-failed'}` }, check.passed ? 'held' : 'broken'),
    ` ${check.metric}: ${number(check.challenger)}, bound ${number(check.bound)}, champion ${number(check.champion)}`);
}

function workerTable(workers) {
  if (workers.length === 0) {
    return empty('No worker asks for trials.');
  }
  const rows = workers.map((worker) => el('tr', {}, ...[worker.host, worker.pid, worker.pool, worker.slots, worker.devices].map((value) => el('td', {}, value))));
  return el('div', { class: 'table short' }, el('table', {},
    el('thead', {}, el('tr', {}, ...['host', 'process', 'pool', 'slots', 'devices'].map((name) => el('th', { scope: 'col' }, name)))),
    el('tbody', {}, ...rows)));
}
