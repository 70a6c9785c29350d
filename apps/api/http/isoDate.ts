/** A time of the database (milliseconds since 1970) as answers have it; null of none. */
export const isoDate = <Time extends number | null>(at: Time): Time extends number ? string : null =>
  (at === null ? null : new Date(at).toISOString()) as Time extends number ? string : null;
