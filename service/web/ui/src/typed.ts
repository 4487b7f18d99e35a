/** What becomes of a field when what stood in it was taken. */

/** Empty, unless somebody typed on while that was on its way: what they type is theirs until they send it. */
export function emptied(sent: string): (now: string) => string {
  return (now) => (now === sent ? "" : now);
}
