/** Sums of every row's numbers up to each, from the first on (with `reverse` from the last on), without itself where `exclusive`. */
export function cumulate(x: usize, out: usize, rows: i32, length: i32, exclusive: bool, reverse: bool): void {
  const step: isize = reverse ? -4 : 4;
  for (; rows > 0; rows--) {
    let from = <isize>x + (reverse ? <isize>(length - 1) << 2 : 0);
    const shift = <isize>out - <isize>x;
    let sum: f32 = 0;
    for (let i = 0; i < length; i++, from += step) {
      const number = load<f32>(<usize>from);
      if (exclusive) {
        store<f32>(<usize>(from + shift), sum);
        sum = i == 0 ? number : number + sum;
      } else {
        sum = i == 0 ? number : number + sum;
        store<f32>(<usize>(from + shift), sum);
      }
    }
    x += <usize>length << 2;
    out += <usize>length << 2;
  }
}
