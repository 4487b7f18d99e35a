/** What the service finds for the words as they are typed: asked once nobody types for a moment, and only for the last of them. */

import { useEffect, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { plural, t, type Key } from "../i18n.ts";
import type { SearchGroup, SearchResults } from "../types.ts";

const PAUSE = 120; // milliseconds

export interface Finding {
  /** For which words; behind those that are typed while the answer is on its way. */
  readonly words: string;
  readonly groups: readonly SearchGroup[];
  readonly failure: string | null;
}

/** Is it enough to look for? One letter is in everything. */
export function isEnough(words: string): boolean {
  return (words.match(/[\p{L}\p{N}]/gu) ?? []).length > 1;
}

export function useFinding(network: string, words: string, limit: number, kind: string | null = null): Finding | null {
  const [found, setFound] = useState<Finding | null>(null);
  const wanted = words.trim();
  useEffect(() => {
    if (!isEnough(wanted)) {
      setFound(null);
      return undefined;
    }
    const until = new AbortController();
    const timer = setTimeout(() => {
      const asked = new URLSearchParams({ q: wanted, limit: String(limit), ...(kind === null ? {} : { kind }) });
      ask<SearchResults>("GET", `/networks/${network}/search?${asked.toString()}`, undefined, until.signal)
        .then(({ groups }) => setFound({ words: wanted, groups, failure: null }))
        .catch((problem: unknown) => {
          if (!until.signal.aborted) {
            setFound({ words: wanted, groups: [], failure: explain(problem) });
          }
        });
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      until.abort();
    };
  }, [network, wanted, limit, kind]);
  return found;
}

export const kindName = (kind: string): string => t(`search.kind.${kind}` as Key);

/** How many there are, in words. */
export function howMany({ count, more }: Pick<SearchGroup, "count" | "more">): string {
  return more ? t("search.more", { count }) : plural("search.found", count);
}

/** The sentence under the box: what to do, that nothing was found, or how much was. */
export function summary(found: Finding | null, words: string): string {
  if (!isEnough(words)) {
    return t("search.start");
  }
  if (found === null) {
    return t("search.busy");
  }
  if (found.failure !== null) {
    return found.failure;
  }
  if (found.groups.length === 0) {
    return t("search.none", { words: found.words });
  }
  return howMany({ count: found.groups.reduce((sum, { count }) => sum + count, 0), more: found.groups.some(({ more }) => more) });
}
