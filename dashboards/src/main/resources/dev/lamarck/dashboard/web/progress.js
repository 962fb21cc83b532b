// How the search went: the objective over time, and every trial's learning curve.
import { finite, number, seconds } from './format.js';
import { axis, basics, colours, stateColour } from './theme.js';

const GRID = { left: 12, right: 34, top: 12, bottom: 8, outerBoundsMode: 'same' };

/** Seconds since the study began. */
export function elapsed(page, millis) {
  return (millis - origin(page)) / 1000;
}

function origin(page) {
  const starts = page.trials.map((trial) => trial.startedMillis).filter((millis) => millis);
  return Math.min(...starts);
}

export function objectiveOption(page) {
  const { metric } = page.standing;
  const measured = page.trials.filter((trial) => finite(trial.value) !== null && when(trial));
  if (measured.length === 0) {
    return null;
  }
  const states = [...new Set(measured.map((trial) => trial.state))].sort();
  const scatter = states.map((state) => ({
    id: `state-${state}`,
    name: state.toLowerCase(),
    type: 'scatter',
    itemStyle: { color: stateColour(state), opacity: state === 'PRUNED' ? 0.6 : 0.95 },
    symbolSize: (value) => 4 + 3 * value[3],
    data: measured.filter((trial) => trial.state === state)
      .map((trial) => [elapsed(page, when(trial)), trial.value, trial.id, trial.rung]),
    tooltip: { formatter: ({ data }) => `trial ${data[2]} (${state.toLowerCase()})\n${metric} ${number(data[1])}\nrung ${data[3]}, after ${seconds(data[0])}` },
  }));
  return basics({
    grid: { ...GRID, top: 34 },
    legend: { top: 0, textStyle: { color: colours().text } },
    xAxis: axis({ type: 'value', name: 'time', nameLocation: 'middle', nameGap: 28, min: 0, axisLabel: { formatter: seconds } }),
    yAxis: metricAxis(metric),
    dataZoom: closeUp(measured.map((trial) => trial.value), page.standing.goal),
    series: [...scatter, bestSeries(page)],
  });
}

function metricAxis(metric) {
  return axis({
    type: 'value',
    name: metric,
    scale: true,
    nameTextStyle: { align: 'left', color: colours().faint },
    axisLabel: { formatter: number, hideOverlap: true, showMinLabel: false },
  });
}

/** A slider for the objective that begins without the worst outliers: one trial at chance would hide all differences. */
function closeUp(values, goal) {
  const sorted = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  const [low, high] = [sorted[0], sorted.at(-1)];
  const quarter = sorted[Math.floor(sorted.length / 4)];
  const threeQuarters = sorted[Math.floor((sorted.length * 3) / 4)];
  const reach = 2 * (threeQuarters - quarter);
  const from = goal === 'MAXIMIZE' && quarter - reach > low ? Number((quarter - reach).toPrecision(2)) : null;
  const to = goal === 'MINIMIZE' && threeQuarters + reach < high ? Number((threeQuarters + reach).toPrecision(2)) : null;
  return [{
    type: 'slider',
    yAxisIndex: 0,
    orient: 'vertical',
    right: 2,
    width: 12,
    filterMode: 'none',
    showDetail: false,
    showDataShadow: false,
    brushSelect: false,
    ...(from === null ? {} : { startValue: from }),
    ...(to === null ? {} : { endValue: to }),
  }];
}

function bestSeries(page) {
  const data = page.best.map((point) => [elapsed(page, point.millis), point.value, point.trial]);
  if (data.length) {
    // The best stays the best until the last trial that was measured.
    const last = Math.max(...page.trials.map((trial) => when(trial) ?? 0));
    data.push([Math.max(elapsed(page, last), data.at(-1)[0]), data.at(-1)[1], data.at(-1)[2]]);
  }
  return {
    id: 'best',
    name: 'best so far',
    type: 'line',
    step: 'end',
    symbol: 'none',
    z: 5,
    lineStyle: { width: 2.5, color: colours().strong },
    itemStyle: { color: colours().strong },
    data,
  };
}

function when(trial) {
  return trial.measuredMillis ?? trial.endedMillis;
}

export function curvesOption(page) {
  const { metric } = page.standing;
  const trials = page.trials.filter((trial) => trial.curve.length > 0);
  if (trials.length === 0) {
    return null;
  }
  const best = page.winner?.trial ?? page.standing.bestTrial;
  return basics({
    grid: GRID,
    xAxis: axis({ type: 'value', name: 'step', nameLocation: 'middle', nameGap: 28, min: 0, minInterval: 1 }),
    yAxis: metricAxis(metric),
    dataZoom: closeUp(trials.flatMap((trial) => trial.curve.map(([, value]) => value)), page.standing.goal),
    series: trials.map((trial, index) => curveSeries(trial, trial.id === best, index === 0 ? page.job.pruner.rungs : null)),
  });
}

function curveSeries(trial, isBest, rungs) {
  const thin = trial.state === 'PRUNED';
  return {
    id: `trial-${trial.id}`,
    name: `trial ${trial.id}`,
    type: 'line',
    triggerLineEvent: true,
    symbol: 'circle',
    symbolSize: 4,
    showSymbol: trial.curve.length === 1,
    z: isBest ? 6 : thin ? 2 : 4,
    lineStyle: {
      width: isBest ? 3.5 : thin ? 0.8 : 1.6,
      opacity: thin ? 0.55 : 0.9,
      color: isBest ? colours().strong : stateColour(trial.state),
    },
    itemStyle: { color: isBest ? colours().strong : stateColour(trial.state) },
    emphasis: { focus: 'series', lineStyle: { width: 3.5, opacity: 1 } },
    data: trial.curve,
    tooltip: {
      formatter: ({ data }) => [
        `trial ${trial.id} (${trial.state.toLowerCase()})`,
        ...(data ? [`step ${data[0]}: ${number(data[1])}`] : []),
        ...(trial.reason ? [trial.reason] : []),
      ].join('\n'),
    },
    ...(rungs ? { markLine: rungLines(rungs) } : {}),
  };
}

function rungLines(rungs) {
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    lineStyle: { color: colours().faint, type: 'dashed', opacity: 0.6 },
    label: { color: colours().faint, formatter: ({ dataIndex }) => `rung ${dataIndex + 1}`, position: 'end' },
    data: rungs.map((step) => ({ xAxis: step })),
  };
}
