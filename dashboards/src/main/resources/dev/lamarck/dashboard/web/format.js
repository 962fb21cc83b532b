// How numbers and times look.

/** The number that JSON carries, or null: infinities and NaN travel as words. */
export function finite(value) {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A number with about five significant digits. */
export function number(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  if (typeof value !== 'number') {
    return String(value);
  }
  if (Number.isInteger(value) && Math.abs(value) < 1e9) {
    return String(value);
  }
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(2) : String(Number(value.toPrecision(5)));
}

/** Seconds for people: 0.4 s, 12 s, 3 min 20 s, 2 h 5 min. */
export function seconds(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  if (value < 10) {
    return `${Number(value.toFixed(1))} s`;
  }
  const whole = Math.round(value);
  if (whole < 120) {
    return `${whole} s`;
  }
  if (whole < 7200) {
    return `${Math.floor(whole / 60)} min${whole % 60 ? ` ${whole % 60} s` : ''}`;
  }
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A moment in the reader's time zone. */
export function moment(millis) {
  return millis ? new Date(millis).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' }) : '–';
}

/** A worker's identity without its frame: host:pid. */
export function workerName(identity) {
  const parts = identity.split('|');
  return parts.length > 2 ? `${parts[1]}:${parts[2]}` : identity;
}

export function plural(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
