/** How long texts may be, as the service counts them; what is longer is kept in its field and said to be too long. */

import { count } from "./format.ts";
import { t } from "./i18n.ts";

export const LINE = 300;
export const TEXT = 20_000;

/** What is wrong with a text that is too long, in a sentence; null when it fits. */
export function excess(text: string, limit: number): string | null {
  if (text.length <= limit) {
    return null;
  }
  const length = [...text].length; // of characters, not of halves of them
  return length <= limit ? null : t("wrong.too_long", { length: count(length), limit: count(limit) });
}
