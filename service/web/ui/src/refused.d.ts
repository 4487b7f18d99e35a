/** The sentences of refusals alone, by their codes; vite.config.ts takes them out of the words of the screens. */
declare module "*.json?refused" {
  const sentences: Readonly<Record<string, string>>;
  export default sentences;
}

/** The words of pages that are fetched when they are opened, by their keys. */
declare module "*.json?later" {
  const words: Readonly<Record<string, string>>;
  export default words;
}
