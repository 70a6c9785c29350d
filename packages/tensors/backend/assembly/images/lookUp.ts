/**
 * out[i] = values[256 · (i mod channels) + byte i]. The bytes lie in the last quarter of `out`: each is read before a number comes to lie
 * over it.
 */
export function lookUpBytes(values: usize, out: usize, count: i32, channels: i32): void {
  let from = out + 3 * <usize>count;
  const end = out + (<usize>count << 2);
  if (channels == 1) {
    const whole = out + (<usize>(count & ~3) << 2);
    for (; out < whole; out += 16, from += 4) {
      const bytes = load<u32>(from);
      const first = load<f32>(values + ((bytes & 255) << 2));
      const second = load<f32>(values + ((bytes >> 6) & 1020));
      const third = load<f32>(values + ((bytes >> 14) & 1020));
      const fourth = load<f32>(values + ((bytes >> 22) & 1020));
      store<f32>(out, first);
      store<f32>(out, second, 4);
      store<f32>(out, third, 8);
      store<f32>(out, fourth, 12);
    }
  }
  let channel = 0;
  for (; out < end; out += 4, from++) {
    store<f32>(out, load<f32>(values + ((<usize>channel << 10) | (<usize>load<u8>(from) << 2))));
    if (++channel == channels) channel = 0;
  }
}
