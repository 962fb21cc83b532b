// A study's page, live or as a report.
import { badge, card, chartCard, el, fill } from './dom.js';
import { moment, number, plural, seconds } from './format.js';
import { lineageOption } from './lineage.js';
import { curvesOption, objectiveOption } from './progress.js';
import { importanceOption, parallelOption, slotsOption, slotsRemark } from './space.js';
import { facts, trialTable } from './tables.js';
import { draw } from './theme.js';
import { explanationBody, winnerBody } from './winner.js';

const STATE_ORDER = ['COMPLETED', 'PRUNED', 'FAILED', 'INFEASIBLE', 'CANCELLED', 'RUNNING', 'PAUSED', 'PENDING'];

/** Builds the page's frame; the function that it gives shows a study in it, as often as it changes. */
export function studyPage(main, link) {
  main.replaceChildren(
    el('div', { id: 'study-head' }),
    chartCard('chart-objective', 'Objective over time', 'larger points have climbed higher rungs'),
    chartCard('chart-curves', 'Learning curves', 'all rungs; thin lines were pruned, the strongest is the best trial'),
    chartCard('chart-parallel', 'Configurations', 'drag along an axis to select', 'tall'),
    el('div', { class: 'pair' },
      chartCard('chart-importance', 'Importance of parameters', 'what sets the best tenth of trials apart'),
      chartCard('chart-slots', 'Slots', 'which trial was trained when')),
    chartCard('chart-lineage', 'Lineage', 'children are right of their parents; dark lines lead to the best trial', 'tall'),
    card('winner', 'Winner', '', el('div', { id: 'winner-body' })),
    card('explanation', 'What the winner looks at', 'validation images, and the pixels that spoke for the prediction', el('div', { id: 'explanation-body' })),
    card('table', 'Trials', '', el('div', { id: 'table-body' })),
    card('job', 'Job', '', el('details', {}, el('summary', {}, 'The job in full'), el('pre', { id: 'job-body' }))),
  );
  let table = null;
  let job = '';
  return (page) => {
    document.title = `${page.standing.title} · Lamarck`;
    fill('study-head', studyHead(page));
    drawCharts(page, link);
    fill('winner-body', winnerBody(page));
    fill('explanation-body', explanationBody(page));
    table ??= mount(page, link);
    table.update(page.trials);
    const text = JSON.stringify(page.job, null, 2);
    if (text !== job) {
      job = text;
      fill('job-body', text);
    }
  };
}

function mount(page, link) {
  const table = trialTable(page, link);
  fill('table-body', table.element);
  return table;
}

function drawCharts(page, link) {
  const open = (id) => {
    const address = link({ id });
    if (address) {
      location.assign(address);
    }
  };
  draw('chart-objective', () => objectiveOption(page), 'No trial has ended a rung yet.', ({ value }) => open(value[2]));
  draw('chart-curves', () => curvesOption(page), 'No trial has ended a rung yet.', ({ seriesName }) => open(seriesName.replace('trial ', '')));
  draw('chart-parallel', () => parallelOption(page), 'No trial has ended a rung yet.');
  draw('chart-importance', () => importanceOption(page), page.standing.endedMillis ? 'There were too few trials to tell.' : 'Known when the search has ended.');
  draw('chart-slots', () => slotsOption(page), 'No slice has recorded where it was trained.', ({ value }) => /^\d+$/.test(value[3]) && open(value[3]));
  draw('chart-lineage', () => lineageOption(page), 'No trial has been started yet.', ({ dataType, name }) => dataType === 'node' && open(name));
  document.querySelector('#card-chart-slots .remark').textContent = slotsRemark(page) || 'which trial was trained when';
}

function studyHead(page) {
  const standing = page.standing;
  const ended = Object.entries(standing.states).filter(([state]) => !['RUNNING', 'PAUSED', 'PENDING'].includes(state))
    .reduce((sum, [, count]) => sum + count, 0);
  const took = standing.startedMillis ? ((standing.endedMillis ?? Date.now()) - standing.startedMillis) / 1000 : null;
  return [
    el('div', { class: 'title' }, el('h1', { id: 'study-title' }, standing.title), badge(standing.status),
      standing.phase && standing.phase !== 'done' ? el('span', { class: 'phase' }, standing.phase) : null),
    standing.message ? el('p', { class: 'message' }, standing.message) : null,
    standing.status === 'UNKNOWN' ? el('p', { class: 'message' }, 'The server does not answer for this study: this is what the ledger knows.') : null,
    progressBar(standing),
    el('div', { class: 'tiles' },
      tile(`best ${standing.metric}`, number(standing.best), standing.bestTrial === undefined ? 'none yet' : `trial ${standing.bestTrial}`),
      tile('trials', `${ended} / ${standing.budget}`, `${plural(standing.started, 'trial')} started`),
      tile(standing.endedMillis ? 'took' : 'running for', seconds(took), moment(standing.startedMillis)),
      tile('goal', standing.goal.toLowerCase(), `${page.job.sampler.name}, rungs ${page.job.pruner.rungs.join(', ')}`)),
    facts([
      ['stored as', standing.study === standing.title ? null : standing.study],
      ['data', page.job.data.name],
      ['trainer', (page.job.trainer.preset ?? page.job.trainer.command.join(" "))],
      ['model', page.job.model],
      ['ended', standing.endedMillis ? moment(standing.endedMillis) : null],
      ['night of', standing.nightly],
      ['warm start', standing.warmStart ? plural(standing.warmStart, 'configuration') : null],
    ]),
  ];
}

function tile(name, value, remark) {
  return el('div', { class: 'tile' }, el('span', { class: 'name' }, name), el('span', { class: 'value' }, value), el('span', { class: 'remark' }, remark));
}

/** The budget as a bar, a stretch for each state. */
export function progressBar(standing) {
  const shown = STATE_ORDER.filter((state) => standing.states[state]);
  const whole = Math.max(standing.budget, shown.reduce((sum, state) => sum + standing.states[state], 0), 1);
  const words = shown.map((state) => `${standing.states[state]} ${state.toLowerCase()}`).join(', ') || 'nothing yet';
  const bar = el('div', { class: 'bar', role: 'img', 'aria-label': `of ${standing.budget} trials: ${words}` },
    ...shown.map((state) => {
      const part = el('span', { class: `fill-${state.toLowerCase()}` });
      part.style.width = `${(standing.states[state] / whole) * 100}%`;
      return part;
    }));
  return el('div', {}, bar, el('p', { class: 'remark' }, words));
}
