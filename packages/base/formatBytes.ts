const decimal = ["B", "kB", "MB", "GB", "TB"] as const;
const binary = ["bytes", "KiB", "MiB", "GiB"] as const;

/** `64 kB`, `1.5 MB`, `700 B`: a size as people read it, in decimal units with three significant digits. */
export function formatBytes(bytes: number): string {
  const unit = Math.max(
    0,
    decimal.findLastIndex((_, power) => bytes >= 1000 ** power),
  );
  const value = Number((bytes / 1000 ** unit).toPrecision(3));
  // 999,950 bytes are a megabyte, not 1000 kB.
  return value >= 1000 && unit + 1 < decimal.length
    ? `${value / 1000} ${decimal[unit + 1]}`
    : `${value} ${decimal[unit]}`;
}

/** In the largest unit that the number fills at least once; whole numbers and few digits, rounded by `round`. */
function inUnit(bytes: number, unit: number, digits: number): string {
  const value = bytes / 1024 ** unit;
  return `${unit === 0 ? value : Number(value.toFixed(digits))} ${binary[unit]}`;
}

const unitOf = (bytes: number): number =>
  Math.min(binary.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));

/** `64 KiB`, `1.5 MiB`, `700 bytes`: a limit, which is a power of two or a few of them, as documents state it. */
export const formatLimit = (bytes: number): string => inUnit(bytes, unitOf(bytes), 1);

/**
 * A size that passed its limit, beside that limit: both in the limit's unit, with as many digits as it takes for the size
 * to be seen as larger (`64.1 KiB, the limit is 64 KiB`), in bytes where no three digits show it.
 */
export function formatAboveLimit(bytes: number, limit: number): string {
  const unit = unitOf(limit);
  const most = Number((limit / 1024 ** unit).toFixed(3));
  for (const digits of [1, 2, 3]) {
    if (Number((bytes / 1024 ** unit).toFixed(digits)) > most) {
      return `${inUnit(bytes, unit, digits)}, the limit is ${inUnit(limit, unit, 3)}`;
    }
  }
  return `${inUnit(bytes, 0, 0)}, the limit is ${inUnit(limit, 0, 0)}`;
}
