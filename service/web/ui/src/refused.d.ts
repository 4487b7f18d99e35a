/** The sentences of refusals alone, by their codes; vite.config.ts takes them out of the words of the screens. */
declare module "*.json?refused" {
  const sentences: Readonly<Record<string, string>>;
  export default sentences;
}
