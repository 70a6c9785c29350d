const grouped = new Intl.NumberFormat("en-GB");

/** A whole number with its thousands grouped. */
export const formatNumber = (value: number): string => grouped.format(value);
