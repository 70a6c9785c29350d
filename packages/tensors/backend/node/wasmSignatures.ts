/** One letter for each type of number: i32, f32 and f64. */
const letters: Readonly<Record<number, string>> = { 127: "i", 125: "f", 124: "d" };

/** Parameters, then what is returned, of every function that a WebAssembly module exports: `iif:i`. */
export function wasmSignatures(binary: Uint8Array): Map<string, string> {
  let at = 8;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = binary[at++] as number;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const list = <Item>(item: () => Item): Item[] => Array.from({ length: number() }, item);
  const letter = () => letters[number()] ?? "?";
  const types: string[] = [];
  const functions: number[] = [];
  const signatures = new Map<string, string>();
  const read: Readonly<Record<number, () => void>> = {
    1: () =>
      void list(() => {
        number();
        types.push(`${list(letter).join("")}:${list(letter).join("")}`);
      }),
    3: () => void functions.push(...list(number)),
    7: () =>
      void list(() => {
        const length = number();
        const name = new TextDecoder().decode(binary.subarray(at, at + length));
        at += length;
        const isFunction = binary[at++] === 0;
        const index = number();
        // Our modules import nothing but memory, so that functions are numbered from their own first one.
        if (isFunction) signatures.set(name, types[functions[index] as number] as string);
      }),
  };
  while (at < binary.length) {
    const section = binary[at++] as number;
    const end = number() + at;
    read[section]?.();
    at = end;
  }
  return signatures;
}
