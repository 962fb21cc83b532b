// What was tried, what mattered, and where it was trained.
import { finite, number, plural, seconds, workerName } from './format.js';
import { elapsed } from './progress.js';
import { axis, basics, colours, narrow, ramp, stateColour } from './theme.js';

const LOWEST_ROW = 26;

export function parallelOption(page) {
  const trials = page.trials.filter((trial) => finite(trial.value) !== null);
  if (trials.length === 0 || page.axes.length === 0) {
    return null;
  }
  const values = trials.map((trial) => trial.value);
  const upright = narrow();
  return {
    height: upright ? 60 + 56 * (page.axes.length + 1) : null,
    option: basics({
      parallel: upright
        ? { layout: 'vertical', left: 110, right: 26, top: 16, bottom: 70 }
        : { left: 46, right: 70, top: 46, bottom: 66 },
      parallelAxis: parallelAxes(page, upright),
      visualMap: objectiveColours(page, values),
      series: [{
        id: 'trials',
        type: 'parallel',
        smooth: 0.15,
        lineStyle: { width: 1.4, opacity: 0.65 },
        emphasis: { lineStyle: { width: 3, opacity: 1 } },
        data: trials.map((trial) => ({ name: `trial ${trial.id}`, value: coordinates(page, trial) })),
        tooltip: { formatter: ({ name, value }) => `${name}\n${page.standing.metric} ${number(value.at(-1))}` },
      }],
    }),
  };
}

function coordinates(page, trial) {
  const parameters = page.axes.map((dimension) => {
    const value = trial.parameters[dimension.name];
    if (value === undefined) {
      return '-';
    }
    return dimension.kind === 'choice' ? String(value) : value;
  });
  return [...parameters, trial.value];
}

function parallelAxes(page, upright) {
  const label = { color: colours().text, fontSize: 11 };
  const crowded = page.axes.length > 7;
  const shared = (name, dim) => axis({
    dim,
    name,
    nameLocation: upright ? 'start' : 'end',
    nameGap: upright ? 8 : crowded && dim % 2 ? 28 : 12,
    nameTextStyle: label,
    nameTruncate: { maxWidth: upright ? 100 : 120, ellipsis: '…' },
    axisLabel: {
      fontSize: 10,
      formatter: (value) => number(value),
      hideOverlap: true,
      color: colours().text,
      textBorderColor: colours().ground,
      textBorderWidth: 3,
    },
    z: 20,
  });
  const parameters = page.axes.map((dimension, dim) => ({
    ...shared(dimension.name, dim),
    ...(dimension.kind === 'choice'
      ? { type: 'category', data: dimension.choices }
      : { type: dimension.log ? 'log' : 'value', min: dimension.low, max: dimension.high, minInterval: dimension.kind === 'integer' ? 1 : 0 }),
  }));
  return [...parameters, { ...shared(page.standing.metric, page.axes.length), type: 'value', scale: true }];
}

function objectiveColours(page, values) {
  const good = page.standing.goal === 'MAXIMIZE' ? ramp() : ramp().toReversed();
  // Most trials are near the best: colours from the lower quartile on keep them apart.
  const sorted = values.toSorted((a, b) => a - b);
  const quarter = Math.floor(sorted.length / 4);
  const low = page.standing.goal === 'MAXIMIZE' ? sorted[quarter] : sorted[0];
  const high = page.standing.goal === 'MAXIMIZE' ? sorted.at(-1) : sorted.at(-1 - quarter);
  return {
    type: 'continuous',
    dimension: page.axes.length,
    min: low,
    max: high === low ? low + 1e-9 : high,
    inRange: { color: good },
    orient: 'horizontal',
    left: 'center',
    bottom: 0,
    itemHeight: 140,
    itemWidth: 10,
    text: [number(high), `${page.standing.metric} ${number(low)}`],
    textStyle: { color: colours().faint },
  };
}

export function importanceOption(page) {
  const entries = Object.entries(page.importance ?? {});
  if (entries.length === 0) {
    return null;
  }
  const upwards = entries.toReversed();
  return {
    height: Math.max(160, 46 + LOWEST_ROW * entries.length),
    option: basics({
      grid: { left: 12, right: 56, top: 8, bottom: 8, outerBoundsMode: 'same' },
      xAxis: axis({ type: 'value', axisLabel: { formatter: (share) => `${Math.round(share * 100)} %`, hideOverlap: true } }),
      yAxis: axis({ type: 'category', data: upwards.map(([name]) => name), axisLabel: { color: colours().text } }),
      series: [{
        id: 'importance',
        type: 'bar',
        barMaxWidth: 16,
        itemStyle: { color: colours().accent, borderRadius: 3 },
        label: { show: true, position: 'right', color: colours().text, formatter: ({ value }) => `${(value * 100).toFixed(1)} %` },
        data: upwards.map(([, share]) => share),
        tooltip: { formatter: ({ name, value }) => `${name}\n${(value * 100).toFixed(1)} % of what sets the best tenth apart` },
      }],
    }),
  };
}

export function slotsOption(page) {
  if (page.slots.length === 0) {
    return null;
  }
  const rowOf = (busy) => `${workerName(busy.worker)} · slot ${busy.slot}`;
  const rows = [...new Set(page.slots.map(rowOf))].sort().toReversed();
  const states = new Map(page.trials.map((trial) => [trial.id, trial.state]));
  return {
    height: Math.max(170, 96 + 34 * rows.length),
    option: basics({
      grid: { left: 12, right: 20, top: 12, bottom: 44, outerBoundsMode: 'same' },
      xAxis: axis({ type: 'value', min: 0, max: 'dataMax', splitNumber: 4, axisLabel: { formatter: seconds, hideOverlap: true, showMaxLabel: false } }),
      yAxis: axis({ type: 'category', data: rows, axisLabel: { color: colours().text } }),
      dataZoom: [{ type: 'slider', height: 16, bottom: 8, filterMode: 'weakFilter', showDetail: false, brushSelect: false }],
      series: [{
        id: 'slots',
        type: 'custom',
        renderItem: slotShape,
        dimensions: ['slot', 'from', 'to', { name: 'run', type: 'ordinal' }, 'rung'],
        encode: { x: [1, 2], y: 0 },
        data: page.slots.map((busy) => ({
          value: [rowOf(busy), elapsed(page, busy.startedMillis), elapsed(page, busy.endedMillis), busy.run, busy.rung],
          itemStyle: { color: busy.trial === undefined ? colours().accent : stateColour(states.get(busy.trial)) },
        })),
        tooltip: { formatter: ({ value }) => `${/^\d+$/.test(value[3]) ? 'trial ' : ''}${value[3]}, rung ${value[4]}\n${seconds(value[2] - value[1])}` },
      }],
    }),
  };
}

function slotShape(params, api) {
  const from = api.coord([api.value(1), api.value(0)]);
  const to = api.coord([api.value(2), api.value(0)]);
  const height = Math.min(22, api.size([0, 1])[1] * 0.7);
  const shape = echarts.graphic.clipRectByRect(
    { x: from[0], y: from[1] - height / 2, width: Math.max(1.5, to[0] - from[0] - 0.5), height },
    params.coordSys,
  );
  const name = String(api.value(3));
  return shape && {
    type: 'rect',
    shape: { ...shape, r: 2 },
    style: { fill: api.visual('color'), opacity: 0.45 + 0.18 * Math.min(3, api.value(4)) },
    textContent: shape.width > 8 + 7 * name.length
      ? { type: 'text', style: { text: name, fill: colours().ground, fontSize: 11 } }
      : null,
    textConfig: { position: 'inside' },
  };
}

/** A sentence on who trained. */
export function slotsRemark(page) {
  const workers = new Set(page.slots.map((busy) => busy.worker)).size;
  return workers === 0 ? '' : `${plural(workers, 'worker')}; stronger colour is a higher rung`;
}
