// Colours, and how charts come to be: one instance an element, updated in place so that nothing flickers.

const scheme = window.matchMedia('(prefers-color-scheme: dark)');
const stillness = matchMedia('(prefers-reduced-motion: reduce)');
const drawn = new Map();

const LIGHT = { text: '#39424f', faint: '#7b8594', line: '#dfe3e9', ground: '#ffffff', accent: '#2f5bd0', strong: '#141b26' };
const DARK = { text: '#b9c2cf', faint: '#8691a1', line: '#2b3543', ground: '#171e28', accent: '#7ea2ff', strong: '#eef2f8' };

const STATES = {
  COMPLETED: ['#168a72', '#37c3a4'],
  RUNNING: ['#2f5bd0', '#7ea2ff'],
  PAUSED: ['#b67a00', '#e8b04a'],
  PENDING: ['#8f7bd6', '#b3a4ec'],
  PRUNED: ['#98a1ae', '#75808f'],
  FAILED: ['#cc3d3d', '#f07575'],
  INFEASIBLE: ['#a23a8e', '#dc86cb'],
  CANCELLED: ['#5d6673', '#525c6a'],
};

export function colours() {
  return scheme.matches ? DARK : LIGHT;
}

export function stateColour(state) {
  return (STATES[state] ?? STATES.CANCELLED)[scheme.matches ? 1 : 0];
}

/** From bad to good. */
export function ramp() {
  return scheme.matches ? ['#4a4f86', '#3f8fb5', '#4fd1a5', '#ffe08a'] : ['#c9c6e8', '#6d9fd8', '#1f9d86', '#0a5c3c'];
}

export function narrow() {
  return window.innerWidth < 720;
}

/** What all charts have in common. */
export function basics(extra = {}) {
  const colour = colours();
  return {
    animation: !stillness.matches,
    animationDuration: 300,
    animationDurationUpdate: 300,
    textStyle: { fontFamily: 'system-ui, sans-serif', color: colour.text },
    grid: { left: 12, right: 20, top: 36, bottom: 12, outerBoundsMode: 'same' },
    tooltip: {
      // Drawn on the canvas: an HTML tooltip would need inline style, and would read text as HTML.
      renderMode: 'richText',
      confine: true,
      backgroundColor: colour.ground,
      borderColor: colour.line,
      textStyle: { color: colour.text, fontSize: 12 },
    },
    ...extra,
  };
}

export function axis(extra = {}) {
  const colour = colours();
  return {
    nameTextStyle: { color: colour.faint },
    axisLabel: { color: colour.faint, ...(extra.axisLabel ?? {}) },
    axisLine: { lineStyle: { color: colour.line } },
    splitLine: { lineStyle: { color: colour.line, opacity: 0.6 } },
    ...Object.fromEntries(Object.entries(extra).filter(([name]) => name !== 'axisLabel')),
  };
}

/**
 * Draws a chart into the element with the id, or shows why there is none.
 *
 * option: a function, so that a change between light and dark draws anew; it gives null where there is nothing to draw.
 */
export function draw(id, option, sentence, onClick) {
  drawn.set(id, { option, sentence, onClick });
  const element = document.getElementById(id);
  const remark = document.getElementById(`${id}-empty`);
  const value = option();
  element.hidden = value === null;
  remark.hidden = value !== null;
  remark.textContent = value === null ? sentence : '';
  if (value === null) {
    echarts.getInstanceByDom(element)?.dispose();
    return;
  }
  if (value.height) {
    element.style.height = `${value.height}px`;
  }
  let chart = echarts.getInstanceByDom(element);
  if (!chart) {
    chart = echarts.init(element);
    if (onClick) {
      chart.on('click', onClick);
    }
  } else if (value.height) {
    chart.resize();
  }
  const full = value.option ?? value;
  const { dataZoom, ...rest } = full;
  // What a reader has zoomed to stays when the data changes.
  const zoomed = (chart.getOption()?.dataZoom ?? []).length > 0;
  chart.setOption(zoomed ? rest : full, { replaceMerge: ['series'] });
}

function redraw() {
  for (const [id, { option, sentence, onClick }] of drawn) {
    const element = document.getElementById(id);
    echarts.getInstanceByDom(element)?.dispose();
    draw(id, option, sentence, onClick);
  }
}

/** Keeps the charts right while the window and the colour scheme change. */
export function watchWindow() {
  let wasNarrow = narrow();
  scheme.addEventListener('change', redraw);
  window.addEventListener('resize', () => {
    if (narrow() !== wasNarrow) {
      wasNarrow = narrow();
      redraw();
      return;
    }
    for (const id of drawn.keys()) {
      echarts.getInstanceByDom(document.getElementById(id))?.resize();
    }
  });
}
