const prefixes = ["", "k", "M", "G", "T"];

/** A number as an axis or label shows it: at most `digits` significant digits, thousands as k, M, G. */
export const formatTick = (value: number, digits = 3): string => {
  if (value === 0) return "0";
  const magnitude = Math.abs(value);
  if (magnitude < 1e-3)
    return value
      .toExponential(Math.max(0, digits - 2))
      .replace("-", "−")
      .replace(/\.?0+e/, "e");
  const step = magnitude >= 10_000 ? Math.min(4, Math.floor(Math.log10(magnitude) / 3)) : 0;
  const text = Number((value / 1000 ** step).toPrecision(digits)).toString();
  return text.replace("-", "−") + prefixes[step]!;
};
