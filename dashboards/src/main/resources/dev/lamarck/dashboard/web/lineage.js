// Who descends from whom: a column for each generation, children to the right of their parents.
import { number } from './format.js';
import { axis, basics, colours, narrow, stateColour } from './theme.js';

const MOST_LABELLED = 80;

/** The generation of each trial: 0 without parents, else one more than that of its youngest parent. */
export function generations(trials) {
  const depth = new Map();
  for (const trial of trials) {
    const parents = trial.parents.filter((parent) => depth.has(parent));
    depth.set(trial.id, parents.length ? 1 + Math.max(...parents.map((parent) => depth.get(parent))) : 0);
  }
  return depth;
}

export function lineageOption(page) {
  if (page.trials.length === 0) {
    return null;
  }
  const depth = generations(page.trials);
  const { rows, tallest } = arrange(page.trials, depth);
  const best = page.winner?.trial ?? page.standing.bestTrial;
  const line = ancestors(page.trials, best);
  return {
    height: Math.min(900, Math.max(300, 70 + tallest * (narrow() ? 13 : 17))),
    option: basics({
      grid: { left: 12, right: 24, top: 12, bottom: 12, outerBoundsMode: 'same' },
      xAxis: generationAxis(Math.max(...depth.values())),
      yAxis: { type: 'value', show: false, min: -0.6, max: tallest - 0.4, inverse: true },
      series: [{
        id: 'lineage',
        type: 'graph',
        coordinateSystem: 'cartesian2d',
        cursor: 'pointer',
        edgeSymbol: ['none', 'none'],
        lineStyle: { color: colours().faint, opacity: 0.28, width: 1, curveness: 0.12 },
        emphasis: { focus: 'adjacency', lineStyle: { opacity: 0.9, width: 2 } },
        data: page.trials.map((trial) => node(page, trial, [depth.get(trial.id), rows.get(trial.id)], trial.id === best, line)),
        links: links(page.trials, line),
      }],
    }),
  };
}

function generationAxis(last) {
  const whole = (value) => (Number.isInteger(value) ? value : '');
  return axis({
    type: 'value',
    position: 'bottom',
    name: 'generation',
    nameLocation: 'middle',
    nameGap: 26,
    minInterval: 1,
    min: -0.5,
    max: last + 0.5,
    splitLine: { show: false },
    axisLine: { onZero: false, lineStyle: { color: colours().line } },
    axisLabel: { formatter: whole, showMinLabel: false, showMaxLabel: false },
  });
}

/** A place in its column for each trial, near its parents. */
function arrange(trials, depth) {
  const columns = [];
  for (const trial of trials) {
    (columns[depth.get(trial.id)] ??= []).push(trial);
  }
  const tallest = Math.max(...columns.map((column) => column.length));
  const rows = new Map();
  for (const column of columns) {
    const wish = (trial) => {
      const known = trial.parents.filter((parent) => rows.has(parent)).map((parent) => rows.get(parent));
      return known.length ? known.reduce((sum, row) => sum + row, 0) / known.length : trial.id;
    };
    const ordered = column.map((trial) => [wish(trial), trial]).sort((a, b) => a[0] - b[0] || a[1].id - b[1].id);
    const gap = Math.min(tallest / column.length, 3);
    const start = (tallest - 1 - gap * (column.length - 1)) / 2;
    ordered.forEach(([, trial], index) => rows.set(trial.id, start + index * gap));
  }
  return { rows, tallest };
}

function ancestors(trials, best) {
  const parents = new Map(trials.map((trial) => [trial.id, trial.parents]));
  const found = new Set();
  const open = best === undefined || best === null ? [] : [best];
  while (open.length) {
    const id = open.pop();
    if (!found.has(id)) {
      found.add(id);
      open.push(...(parents.get(id) ?? []));
    }
  }
  return found;
}

function node(page, trial, value, isBest, line) {
  const inLine = line.has(trial.id);
  return {
    id: String(trial.id),
    name: String(trial.id),
    value,
    symbolSize: (isBest ? 9 : 4) + 3 * trial.rung,
    itemStyle: {
      color: stateColour(trial.state),
      borderColor: inLine ? colours().strong : colours().ground,
      borderWidth: inLine ? 2 : 1,
    },
    label: {
      show: isBest || inLine || page.trials.length <= MOST_LABELLED,
      position: 'right',
      distance: 3,
      fontSize: isBest ? 12 : 10,
      fontWeight: isBest ? 'bold' : 'normal',
      color: inLine ? colours().strong : colours().faint,
      formatter: '{b}',
    },
    tooltip: {
      formatter: () => [
        `trial ${trial.id}: ${trial.operator}`,
        trial.parents.length ? `of ${trial.parents.join(' and ')}` : 'no parents',
        `${trial.state.toLowerCase()}, ${page.standing.metric} ${number(trial.value)}`,
      ].join('\n'),
    },
  };
}

function links(trials, line) {
  return trials.flatMap((trial) => trial.parents.map((parent) => ({
    source: String(parent),
    target: String(trial.id),
    lineStyle: line.has(trial.id) ? { color: colours().strong, opacity: 0.75, width: 1.8 } : {},
    tooltip: { formatter: () => `${parent} → ${trial.id}` },
  })));
}
