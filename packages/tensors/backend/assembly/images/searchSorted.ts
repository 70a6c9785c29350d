// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function isBelow(bound: f32, value: f32, right: bool): bool {
  return right ? bound <= value : bound < value;
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function boundAt(bounds: usize, place: u32): f32 {
  return load<f32>(bounds + (<usize>place << 2));
}

/** Where the half of a bisection begins that goes on: a selection, because a branch would be guessed wrong half of the time. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function nextPlace(bounds: usize, place: u32, half: u32, value: f32, right: bool): u32 {
  return select<u32>(place + half, place, isBelow(boundAt(bounds, place + half - 1), value, right));
}

/** How many of the ascending bounds are below a value (`right`: or equal to it); 0 for NaN. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function countBelow(bounds: usize, count: u32, value: f32, right: bool): u32 {
  let place: u32 = 0;
  for (let length = count; length > 1; ) {
    const half = length >> 1;
    place = nextPlace(bounds, place, half, value, right);
    length -= half;
  }
  return place + u32(isBelow(boundAt(bounds, place), value, right));
}

/** Four values at a time: each bisection waits for its own memory, so that they wait together. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function searchRow(bounds: usize, values: usize, out: usize, count: u32, size: i32, right: bool): void {
  let left = size;
  for (; left >= 4; left -= 4, values += 16, out += 16) {
    const v0 = load<f32>(values);
    const v1 = load<f32>(values, 4);
    const v2 = load<f32>(values, 8);
    const v3 = load<f32>(values, 12);
    let p0: u32 = 0;
    let p1: u32 = 0;
    let p2: u32 = 0;
    let p3: u32 = 0;
    for (let length = count; length > 1; ) {
      const half = length >> 1;
      p0 = nextPlace(bounds, p0, half, v0, right);
      p1 = nextPlace(bounds, p1, half, v1, right);
      p2 = nextPlace(bounds, p2, half, v2, right);
      p3 = nextPlace(bounds, p3, half, v3, right);
      length -= half;
    }
    store<u32>(out, p0 + u32(isBelow(boundAt(bounds, p0), v0, right)));
    store<u32>(out, p1 + u32(isBelow(boundAt(bounds, p1), v1, right)), 4);
    store<u32>(out, p2 + u32(isBelow(boundAt(bounds, p2), v2, right)), 8);
    store<u32>(out, p3 + u32(isBelow(boundAt(bounds, p3), v3, right)), 12);
  }
  for (; left > 0; left--, values += 4, out += 4) {
    store<u32>(out, countBelow(bounds, count, load<f32>(values), right));
  }
}

/** out[b, i] = the place where values[b, i] goes into the ascending bounds[b, :]: before equal ones, or after them (`right`). `count` ≥ 1. */
export function searchSorted(
  bounds: usize,
  values: usize,
  out: usize,
  batches: i32,
  count: i32,
  size: i32,
  right: i32,
): void {
  for (let batch = 0; batch < batches; batch++) {
    if (right) searchRow(bounds, values, out, <u32>count, size, true);
    else searchRow(bounds, values, out, <u32>count, size, false);
    bounds += <usize>count << 2;
    values += <usize>size << 2;
    out += <usize>size << 2;
  }
}
