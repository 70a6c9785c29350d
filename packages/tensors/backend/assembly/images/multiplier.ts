/** [pixels, channels] → [pixels, channels · times], each channel written `times` times in a row. */
export function repeatChannels(x: usize, out: usize, numbers: i32, times: i32): void {
  for (; numbers > 0; numbers--, x += 4) {
    const value = load<f32>(x);
    for (let i = times; i > 0; i--, out += 4) store<f32>(out, value);
  }
}

/** [pixels, channels · times] → [pixels, channels], the sum of each channel's `times` neighbours. */
export function sumChannels(x: usize, out: usize, numbers: i32, times: i32): void {
  for (; numbers > 0; numbers--, out += 4) {
    let sum: f32 = 0;
    for (let i = times; i > 0; i--, x += 4) sum += load<f32>(x);
    store<f32>(out, sum);
  }
}
