const tables = new Map<number, Float32Array>();

/**
 * cos(2πk/length) for k from 0 on, then sin(2πk/length). By additions, multiplications and divisions alone, so that every
 * engine gets the same bits: `Math.cos` may differ from one to another.
 */
export function rootsOfUnity(length: number): Float32Array {
  let table = tables.get(length);
  if (table === undefined) {
    table = new Float32Array(2 * length);
    for (let k = 0; k < length; k++) {
      table[k] = cosine(k, length);
      table[length + k] = sine(k, length);
    }
    tables.set(length, table);
  }
  return table;
}

/** cos(2πk/n), brought to an eighth of a turn first: there is nothing left to round in k and n. */
function cosine(k: number, n: number): number {
  if (2 * k > n) return cosine(n - k, n);
  if (4 * k > n) return -cosineOfQuarter(n - 2 * k, 2 * n);
  return cosineOfQuarter(k, n);
}

function cosineOfQuarter(k: number, n: number): number {
  return 8 * k > n ? series(1, n - 4 * k, 4 * n) : series(0, k, n);
}

function sine(k: number, n: number): number {
  if (2 * k > n) return -sine(n - k, n);
  // sin t = cos(t − ¼ turn)
  return cosine(Math.abs(4 * k - n), 4 * n);
}

/** The Taylor series of the cosine (`start` 0) or the sine (1) at 2πk/n, for angles up to π/4: exact to double precision. */
function series(start: 0 | 1, k: number, n: number): number {
  const angle = (2 * Math.PI * k) / n;
  let term = start === 0 ? 1 : angle;
  let sum = 0;
  for (let power = start; power < 24; power += 2) {
    sum += term;
    term *= -(angle * angle) / ((power + 1) * (power + 2));
  }
  return sum;
}
