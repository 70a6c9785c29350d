/** What a run of a WASI program gave. */
export interface WasiResult {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
  /** The files that it wrote, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Thrown through the program's frames when it exits. */
class Exit extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/** A file in memory, longer than its content while it grows. */
interface OpenFile {
  readonly path: string;
  bytes: Uint8Array;
  size: number;
  position: number;
}

const [success, badDescriptor, noEntry, invalid] = [0, 8, 44, 28];
const [directory, regularFile, terminal] = [3, 4, 2];
const firstFile = 4;

/**
 * Runs a WASI command (`wasi_snapshot_preview1`) with output and files in memory. It has one folder, `/`, in which it may write; no clock
 * (always 0), no environment, no input. Node's own `node:wasi` is experimental and crashed when instantiated often.
 */
export function runWasi(module: WebAssembly.Module, args: readonly string[]): WasiResult {
  const encoded = args.map((text) => new TextEncoder().encode(`${text}\0`));
  const printed: Record<1 | 2, Uint8Array[]> = { 1: [], 2: [] };
  const files = new Map<string, OpenFile>();
  const open: (OpenFile | undefined)[] = [];
  let memory: WebAssembly.Memory;
  const view = () => new DataView(memory.buffer);
  const bytesAt = (address: number, length: number) => new Uint8Array(memory.buffer, address, length);
  const buffersAt = (vectors: number, count: number): Uint8Array[] =>
    Array.from({ length: count }, (_, at) => {
      const numbers = view();
      return bytesAt(
        numbers.getUint32(vectors + 8 * at, true),
        numbers.getUint32(vectors + 8 * at + 4, true),
      );
    });
  const put = (address: number, value: number): number => {
    view().setUint32(address, value, true);
    return success;
  };
  const fileOf = (descriptor: number) => open[descriptor - firstFile];

  const imports = {
    args_sizes_get(count: number, size: number) {
      put(count, encoded.length);
      return put(
        size,
        encoded.reduce((total, each) => total + each.length, 0),
      );
    },
    args_get(pointers: number, buffer: number) {
      let address = buffer;
      for (const [at, each] of encoded.entries()) {
        put(pointers + 4 * at, address);
        bytesAt(address, each.length).set(each);
        address += each.length;
      }
      return success;
    },
    clock_time_get(_clock: number, _precision: bigint, time: number) {
      view().setBigUint64(time, 0n, true);
      return success;
    },
    fd_prestat_get(descriptor: number, result: number) {
      if (descriptor !== 3) return badDescriptor;
      put(result, 0);
      return put(result + 4, 1);
    },
    fd_prestat_dir_name(_descriptor: number, path: number) {
      bytesAt(path, 1)[0] = "/".charCodeAt(0);
      return success;
    },
    fd_fdstat_get(descriptor: number, result: number) {
      if (descriptor > 3 && fileOf(descriptor) === undefined) return badDescriptor;
      bytesAt(result, 24).fill(0);
      view().setUint8(result, descriptor < 3 ? terminal : descriptor === 3 ? directory : regularFile);
      // All rights, also for what is opened within.
      bytesAt(result + 8, 16).fill(0xff);
      return success;
    },
    fd_fdstat_set_flags: () => success,
    path_open(
      _folder: number,
      _lookup: number,
      path: number,
      length: number,
      flags: number,
      _rights: bigint,
      _inherited: bigint,
      _mode: number,
      result: number,
    ) {
      const name = new TextDecoder().decode(bytesAt(path, length));
      const [creates, truncates] = [(flags & 1) !== 0, (flags & 8) !== 0];
      const kept = files.get(name);
      if (kept === undefined && !creates) return noEntry;
      const file =
        kept === undefined || truncates
          ? { path: name, bytes: new Uint8Array(1 << 16), size: 0, position: 0 }
          : Object.assign(kept, { position: 0 });
      files.set(name, file);
      open.push(file);
      return put(result, firstFile + open.length - 1);
    },
    fd_write(descriptor: number, vectors: number, count: number, written: number) {
      const buffers = buffersAt(vectors, count);
      const file = fileOf(descriptor);
      if (descriptor === 1 || descriptor === 2)
        printed[descriptor].push(...buffers.map((each) => each.slice()));
      else if (file === undefined) return badDescriptor;
      else for (const each of buffers) append(file, each);
      return put(
        written,
        buffers.reduce((total, each) => total + each.length, 0),
      );
    },
    fd_read(descriptor: number, vectors: number, count: number, read: number) {
      const file = fileOf(descriptor);
      let total = 0;
      for (const each of file === undefined ? [] : buffersAt(vectors, count)) {
        const part = (file as OpenFile).bytes.subarray((file as OpenFile).position, (file as OpenFile).size);
        const taken = part.subarray(0, each.length);
        each.set(taken);
        (file as OpenFile).position += taken.length;
        total += taken.length;
      }
      return put(read, total);
    },
    fd_seek(descriptor: number, offset: bigint, whence: number, result: number) {
      const file = fileOf(descriptor);
      if (file === undefined) return badDescriptor;
      const from = [0, file.position, file.size][whence];
      if (from === undefined) return invalid;
      file.position = from + Number(offset);
      view().setBigUint64(result, BigInt(file.position), true);
      return success;
    },
    fd_close(descriptor: number) {
      if (fileOf(descriptor) === undefined) return badDescriptor;
      open[descriptor - firstFile] = undefined;
      return success;
    },
    proc_exit(code: number) {
      throw new Exit(code);
    },
  };

  const { exports } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: imports });
  memory = exports["memory"] as WebAssembly.Memory;
  let exitCode = 0;
  try {
    (exports["_start"] as () => void)();
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    exitCode = error.code;
  }
  const text = (parts: readonly Uint8Array[]) => new TextDecoder().decode(Buffer.concat(parts));
  return {
    exitCode,
    output: text(printed[1]),
    errors: text(printed[2]),
    files: new Map([...files].map(([path, file]) => [path, file.bytes.subarray(0, file.size)])),
  };
}

/** Writes at the file's position, as large as it has to become. */
function append(file: OpenFile, bytes: Uint8Array): void {
  const end = file.position + bytes.length;
  if (end > file.bytes.length) {
    const grown = new Uint8Array(Math.max(end, 2 * file.bytes.length));
    grown.set(file.bytes.subarray(0, file.size));
    file.bytes = grown;
  }
  file.bytes.set(bytes, file.position);
  file.position = end;
  file.size = Math.max(file.size, end);
}
