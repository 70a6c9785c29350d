/** What a dataset's `prepare` builds: the bytes of every file by its name. */
export type PreparedFiles = Readonly<Record<string, Uint8Array>>;
