/** `#vectors` where WebAssembly's vectors stay as they are: of four numbers. */
export const askForWideVectors = (): boolean => false;
