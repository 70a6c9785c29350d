/** A whole number from 1 on of a script's option; ends the script, with what is wrong, where it is none. */
export function wholeNumber(option: string, written: string): number {
  if (/^[1-9]\d{0,15}$/.test(written)) return Number(written);
  console.error(`--${option} ${written} is no whole number from 1 on.\n→ --help says what each option is.`);
  process.exit(2);
}
