/** Taking a text out of the log: where it stands is found and read first, a reason is given, and it can not be undone. */

import { useEffect, useId, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { moment } from "../format.ts";
import { plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { notify } from "../notices.ts";
import { Dialog } from "../parts/Dialog.tsx";
import type { FoundText, RedactionPlace } from "../types.ts";
import { namesOf } from "./sentences.ts";
import { fieldLabel } from "./words.ts";

interface Props {
  readonly network: LiveNetwork;
  readonly text: string;
  readonly onClose: () => void;
}

export function RedactDialog({ network, text, onClose }: Props) {
  const id = useId();
  const [sought, setSought] = useState(text);
  const [found, setFound] = useState<readonly FoundText[] | null>(null);
  const [reason, setReason] = useState("");
  const [sure, setSure] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const search = (): void => {
    setFound(null);
    setSure(false);
    setWrong(null);
    ask<readonly FoundText[]>("POST", `/networks/${network.card.network_id}/texts`, { text: sought })
      .then(setFound)
      .catch((problem: unknown) => setWrong(explain(problem)));
  };
  useEffect(search, []);

  const redact = (): void => {
    const fault = reason.trim() === "" ? t("redact.reason_wrong") : sure ? null : t("redact.sure_wrong");
    setWrong(fault);
    if (fault !== null || busy || found === null || found.length === 0) {
      return;
    }
    setBusy(true);
    network
      .askNow(network.card.network_id, { tag: "network.redact", places: placesOf(found) }, reason.trim())
      .then(() => {
        notify("done", plural("redact.done", found.length));
        onClose();
      })
      .catch((problem: unknown) => {
        setBusy(false);
        setWrong(explain(problem));
      });
  };

  return (
    <Dialog wide title={t("redact.do")} onClose={onClose}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          redact();
        }}
      >
        <label for={`${id}text`}>{t("redact.sought")}</label>
        <textarea
          id={`${id}text`}
          class="control"
          rows={2}
          value={sought}
          aria-describedby={`${id}hint`}
          onInput={(event) => {
            setSought(event.currentTarget.value);
            setFound([]);
          }}
        />
        <p id={`${id}hint`} class="hint">
          {t("redact.sought_hint")}
        </p>
        <button type="button" class="button" aria-disabled={sought.trim().length < 3} onClick={search}>
          {t("redact.search")}
        </button>
        <h3>{t("redact.places")}</h3>
        <p role="status">{found === null ? t("loading") : found.length === 0 ? t("redact.none") : plural("redact.found", found.length)}</p>
        <ul class="redact-places">
          {found?.map((one) => (
            <li key={`${one.position} ${one.field}`}>
              <p class="quiet">{t("redact.place", { field: fieldLabel(one.field, kindOf(one.tag)), who: namesOf(one.authors.length > 0 ? one.authors : [one.by], network.store), when: moment(one.at) })}</p>
              <blockquote>{one.text}</blockquote>
            </li>
          ))}
        </ul>
        <p>{t("redact.means")}</p>
        <p>
          <strong>{t("redact.for_good")}</strong> {t("redact.copies")}
        </p>
        <p class="hint">{t("redact.hidden")}</p>
        <label for={`${id}why`}>{t("redact.reason")}</label>
        <input id={`${id}why`} class="control" type="text" autocomplete="off" maxLength={300} value={reason} aria-describedby={`${id}stays`} onInput={(event) => setReason(event.currentTarget.value)} />
        <p id={`${id}stays`} class="hint">
          {t("redact.reason_hint")}
        </p>
        <label class="tick tick-alone">
          <input type="checkbox" checked={sure} onChange={(event) => setSure(event.currentTarget.checked)} /> {t("redact.sure")}
        </label>
        <p class="wrong" role="alert">
          {wrong}
        </p>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t("do.cancel")}
          </button>
          <button type="submit" class="button button-main" aria-disabled={busy || found === null || found.length === 0}>
            {t("redact.confirm")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** By event, as the command names them. */
function placesOf(found: readonly FoundText[]): readonly RedactionPlace[] {
  const fields = new Map<number, string[]>();
  for (const { position, field } of found) {
    fields.set(position, [...(fields.get(position) ?? []), field]);
  }
  return [...fields].map(([position, named]) => ({ position, fields: named }));
}

/** What a field is called may depend on what it is of. */
function kindOf(tag: string): string {
  return tag.startsWith("minutes.section_") ? "section" : (tag.split(".")[0] ?? "");
}
