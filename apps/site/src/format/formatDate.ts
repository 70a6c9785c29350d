/** A moment as people read it, in UTC: `2026-11-21 10:53 UTC`. */
export const formatDate = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
