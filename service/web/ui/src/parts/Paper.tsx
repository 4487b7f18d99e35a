/** Bringing in what was written on paper: choose a file, look at what it leaves open, correct it, confirm, see what came of it. */

import { type ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { ask, explain, Refusal } from "../api.ts";
import { count } from "../format.ts";
import { t } from "../i18n.ts";
import type { Uuid } from "../types.ts";

/** Bytes that the service reads at most. */
const LARGEST = 10_000_000;

interface Outcome {
  readonly sheet: string;
  readonly row: number;
  readonly outcome: string;
  readonly why: string | null;
}

interface Props<Offer, Result> {
  readonly title: string;
  readonly about: string;
  readonly label: string;
  /** Where a file is offered; what was confirmed of it goes beneath. */
  readonly path: string;
  readonly check: (offer: Offer, busy: boolean, take: (taken: unknown) => void) => ComponentChildren;
  readonly result: (result: Result) => ComponentChildren;
}

export function Paper<Offer extends { readonly import_id: Uuid }, Result extends { readonly outcomes: readonly Outcome[] }>({
  title,
  about,
  label,
  path,
  check,
  result,
}: Props<Offer, Result>) {
  const id = useId();
  const [offer, setOffer] = useState<Offer | null>(null);
  const [done, setDone] = useState<Result | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    if (busy) {
      return;
    }
    setFailure(null);
    setBusy(true);
    try {
      await work();
    } catch (problem) {
      // Without an answer nobody knows how far it came; taken again, it takes only what is left.
      setFailure(offer !== null && problem instanceof Refusal && problem.problem.status === 0 ? t("paper.unsure") : explain(problem));
    } finally {
      setBusy(false);
    }
  };
  const read = (file: File): Promise<void> =>
    attempt(async () => {
      setOffer(null);
      setDone(null);
      if (file.size > LARGEST) {
        // Not sent at all: the answer would come before the file is there, if anyone still heard it.
        setFailure(t("import.file_too_large", { megabytes: LARGEST / 1_000_000 }));
        return;
      }
      const form = new FormData();
      form.append("file", file);
      setOffer(await ask<Offer>("POST", path, form));
    });
  const take = (import_id: Uuid, taken: unknown): Promise<void> =>
    attempt(async () => {
      const came = await ask<Result>("POST", `${path}/${import_id}/run`, taken);
      setDone(came);
      setOffer(null);
      announce(told(came));
    });
  return (
    <div class="page paper">
      <h1 tabIndex={-1}>{title}</h1>
      <p class="lead-in">{about}</p>
      <p class="paper-file">
        <label for={id}>{label}</label>
        <input
          id={id}
          class="control"
          type="file"
          accept=".xlsx,.ods,.csv,.tsv,.txt,.md"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = ""; // the same file, mended meanwhile, is chosen again
            if (file !== undefined) {
              void read(file);
            }
          }}
        />
      </p>
      <div role="alert">{failure !== null && <p class="wrong wrong-box">{failure}</p>}</div>
      {offer !== null && check(offer, busy, (taken) => void take(offer.import_id, taken))}
      {done !== null && (
        <>
          <p role="status">{told(done)}</p>
          {result(done)}
          <Refused outcomes={done.outcomes} />
        </>
      )}
    </div>
  );
}

function told({ outcomes }: { readonly outcomes: readonly Outcome[] }): string {
  const taken = outcomes.filter(({ outcome }) => outcome === "applied").length;
  const refused = outcomes.filter(({ why }) => why !== null).length;
  return t("paper.done", { taken: count(taken), there: count(outcomes.length - taken - refused), refused: count(refused) });
}

function Refused({ outcomes }: { readonly outcomes: readonly Outcome[] }) {
  const refused = outcomes.filter(({ why }) => why !== null);
  return refused.length === 0 ? null : (
    <ul class="paper-notes">
      {refused.map(({ sheet, row, why }, index) => (
        <li key={index}>{[sheet, t("importing.row", { row })].filter((part) => part !== "").join(", ")} · {why}</li>
      ))}
    </ul>
  );
}

interface TakeProps {
  readonly words: string;
  readonly lines: number;
  readonly busy: boolean;
  readonly onTake: () => void;
}

/** The button that confirms; while it works, it says so. */
export function Take({ words, lines, busy, onTake }: TakeProps) {
  return (
    <button type="button" class="button button-main button-large" aria-disabled={busy || lines === 0} onClick={() => lines > 0 && onTake()}>
      {busy ? t("importing.running") : words}
    </button>
  );
}
