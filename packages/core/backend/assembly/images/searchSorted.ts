// @ts-ignore: decorator
@inline
function isBelow(bound: f32, value: f32, right: bool): bool {
  return right ? bound <= value : bound < value;
}

/** How many of the ascending bounds are below a value (`right`: or equal to it); 0 for NaN. Selections, no branches to guess wrong. */
// @ts-ignore: decorator
@inline
function countBelow(bounds: usize, count: u32, value: f32, right: bool): u32 {
  let place: u32 = 0;
  for (let length = count; length > 1; ) {
    const half = length >> 1;
    const middle = load<f32>(bounds + (<usize>(place + half - 1) << 2));
    place = select<u32>(place + half, place, isBelow(middle, value, right));
    length -= half;
  }
  return place + u32(isBelow(load<f32>(bounds + (<usize>place << 2)), value, right));
}

// @ts-ignore: decorator
@inline
function searchRow(bounds: usize, values: usize, out: usize, count: u32, size: i32, right: bool): void {
  for (let i = 0; i < size; i++) {
    const at = <usize>i << 2;
    store<u32>(out + at, countBelow(bounds, count, load<f32>(values + at), right));
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
