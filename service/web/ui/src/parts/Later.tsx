/** Pages that are fetched when somebody first opens them, so that the first page of all stays light. */

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { restOfWords, t } from "../i18n.ts";

const LONGEST = 30; // seconds between two tries

/** A page under another name, until it is here; once it was fetched it stands at once. A part stands on a page, which has its title already. */
export function later<P extends object>(fetch: () => Promise<ComponentType<P>>, what: "page" | "part" = "page"): ComponentType<P> {
  const title = (words: string) => (what === "page" ? <h1 tabIndex={-1}>{words}</h1> : <p>{words}</p>);
  let found: ComponentType<P> | null = null;
  return function Later(props: P) {
    const [state, setState] = useState<"fetching" | "here" | "failed">(found === null ? "fetching" : "here");
    const [tries, setTries] = useState(0);
    useEffect(() => {
      let gone = false;
      let again = 0;
      Promise.all([fetch(), restOfWords()])
        .then(([page]) => {
          found = page;
          if (!gone) {
            setState("here");
          }
        })
        .catch(() => {
          if (!gone) {
            setState("failed");
            again = setTimeout(() => setTries(tries + 1), Math.min(2 ** tries, LONGEST) * 1000); // nobody has to watch for the service
          }
        });
      return () => {
        gone = true;
        clearTimeout(again);
      };
    }, [tries]);
    if (found !== null) {
      const Page = found;
      return <Page {...props} />;
    }
    if (state === "failed") {
      return (
        <div class="empty">
          {title(t("failure.title"))}
          <p>{t("failure.unreachable")}</p>
          <button
            type="button"
            class="button button-main"
            onClick={() => {
              setState("fetching");
              setTries(tries + 1);
            }}
          >
            {t("failure.again")}
          </button>
        </div>
      );
    }
    return (
      <div class="empty" aria-busy="true">
        {title(t("loading"))}
      </div>
    );
  };
}
