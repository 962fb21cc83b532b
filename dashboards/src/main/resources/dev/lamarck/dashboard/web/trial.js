// A trial's page: every metric's curve, what it was, what its trainer wrote.
import { badge, card, chartCard, el, fill } from './dom.js';
import { moment, number, seconds, workerName } from './format.js';
import { facts } from './tables.js';
import { axis, basics, colours, draw } from './theme.js';

export function trialPage(main) {
  main.replaceChildren(
    el('div', { id: 'trial-head' }),
    el('div', { class: 'pair' },
      card('parameters', 'Parameters', '', el('div', { id: 'parameters-body' })),
      card('metrics', 'Last values', '', el('div', { id: 'metrics-body' }))),
    el('div', { id: 'metric-charts', class: 'pair' }),
    card('places', 'Where it was trained', '', el('div', { id: 'places-body' })),
    card('log', 'Log', 'the last lines', el('pre', { id: 'log-body', class: 'log' })),
  );
  let known = '';
  return (page) => {
    document.title = `trial ${page.trial.id} of ${page.standing.title} · Lamarck`;
    fill('trial-head', trialHead(page));
    fill('parameters-body', facts(Object.entries(page.trial.parameters).map(([name, value]) => [name, number(value)])));
    fill('metrics-body', facts(Object.entries(page.trial.metrics).map(([name, value]) => [name, number(value)])));
    const names = Object.keys(page.curves);
    if (names.join() !== known) {
      known = names.join();
      fill('metric-charts', names.map((name, index) => chartCard(`chart-metric-${index}`, name, '')));
    }
    names.forEach((name, index) => draw(`chart-metric-${index}`, () => metricOption(page, name), 'No value is finite.'));
    fill('places-body', page.slots.length ? places(page) : 'No slice has recorded where it was trained.');
    fill('log-body', page.log.join('\n') || 'Nothing was written yet.');
  };
}

function trialHead(page) {
  const { trial, standing } = page;
  const link = (id) => el('a', { href: `/studies/${standing.study}/trials/${id}` }, String(id));
  const list = (ids) => (ids.length ? el('span', {}, ...ids.flatMap((id, index) => (index ? [', ', link(id)] : [link(id)]))) : null);
  return [
    el('p', { class: 'crumbs' }, el('a', { href: `/studies/${standing.study}` }, standing.title)),
    el('div', { class: 'title' }, el('h1', {}, `Trial ${trial.id}`), badge(trial.state)),
    trial.reason ? el('p', { class: 'message' }, trial.failure ? `${trial.failure}: ${trial.reason}` : trial.reason) : null,
    facts([
      [standing.metric, number(trial.value)],
      ['rung', trial.rung],
      ['step', trial.step],
      ['operator', trial.operator],
      ['parents', list(trial.parents)],
      ['children', list(page.children)],
      ['started', moment(trial.startedMillis)],
      ['took', trial.startedMillis && trial.endedMillis ? seconds((trial.endedMillis - trial.startedMillis) / 1000) : null],
    ]),
  ];
}

function metricOption(page, name) {
  const data = page.curves[name];
  if (!data.some(([, value]) => value !== null)) {
    return null;
  }
  return basics({
    grid: { left: 12, right: 20, top: 12, bottom: 12, outerBoundsMode: 'same' },
    xAxis: axis({ type: 'value', name: 'step', nameLocation: 'middle', nameGap: 26, min: 0, minInterval: 1 }),
    yAxis: axis({ type: 'value', scale: true }),
    series: [{
      id: 'curve',
      name,
      type: 'line',
      symbolSize: 4,
      lineStyle: { width: 2, color: colours().accent },
      itemStyle: { color: colours().accent },
      data,
      tooltip: { formatter: ({ data: point }) => `step ${point[0]}: ${number(point[1])}` },
      markLine: {
        silent: true,
        symbol: 'none',
        lineStyle: { color: colours().faint, type: 'dashed', opacity: 0.5 },
        label: { show: false },
        data: page.rungs.filter((step) => step <= page.trial.step).map((step) => ({ xAxis: step })),
      },
    }],
  });
}

function places(page) {
  return el('div', { class: 'table short' }, el('table', {},
    el('thead', {}, el('tr', {}, ...['worker', 'slot', 'rung', 'from', 'took'].map((name) => el('th', { scope: 'col' }, name)))),
    el('tbody', {}, ...page.slots.map((busy) => el('tr', {},
      el('td', {}, workerName(busy.worker)), el('td', {}, busy.slot), el('td', {}, busy.rung),
      el('td', {}, moment(busy.startedMillis)), el('td', {}, seconds((busy.endedMillis - busy.startedMillis) / 1000)))))));
}
