/** Two values for one field, beside each other: what stands, and what someone else wanted. A person chooses; both stay in history. */

import { useId, useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { moment } from "../format.ts";
import { t, type Key } from "../i18n.ts";
import { excess, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Store } from "../live/store.ts";
import { Icon } from "../parts/Icon.tsx";
import { nameOf } from "../parts/People.tsx";
import type { Change, ConflictInbox, Json } from "../types.ts";
import { isLong, settle, standing, together } from "./conflicts.ts";
import { mayWrite, useHere } from "./here.ts";
import { fieldLabel, valueInWords } from "./words.ts";

/** One of a plan: whoever may edit settles it, and of a note whoever writes notes. */
export function ConflictNote({ conflict }: { readonly conflict: ConflictInbox }) {
  const here = useHere();
  const ofNote = here.store.row("note_list", conflict.item_id) !== null;
  return <Met conflict={conflict} network={here.network} store={here.store} may={ofNote ? mayWrite(here) : here.mayEdit} />;
}

interface Props {
  readonly conflict: ConflictInbox;
  readonly network: LiveNetwork;
  readonly store: Store;
  readonly may: boolean;
}

export function Met({ conflict, network, store, may }: Props) {
  const [writing, setWriting] = useState(false);
  const now = standing(store, conflict);
  const mine = conflict.by === network.me;
  const field = fieldLabel(conflict.field);
  const choose = (change: Change<Json> | null, said: Key): void => {
    void settle(network, store, conflict, change);
    announce(t(said, { field }));
  };
  const who = nameOf(store, conflict.by);
  const both = isLong(conflict.field) ? together(String(now ?? ""), String(conflict.yours ?? "")) : null;
  return (
    <div class="conflict" role="group" aria-label={t("conflict.label", { field })}>
      <p class="conflict-head">
        <Icon name="conflict" />
        {t("conflict.sentence", { field })}
      </p>
      <div class="conflict-values">
        <div>
          <p class="conflict-whose">{t("conflict.standing")}</p>
          <p class="conflict-value">{valueInWords(conflict.field, now, store)}</p>
          {may && (
            <button type="button" class="button" onClick={() => choose(null, "conflict.kept")}>
              {t("conflict.keep")}
            </button>
          )}
        </div>
        <div>
          <p class="conflict-whose">
            {mine ? t("conflict.mine") : t("conflict.theirs", { who })} <span class="quiet">{moment(conflict.at)}</span>
          </p>
          <p class="conflict-value">{valueInWords(conflict.field, conflict.yours, store)}</p>
          {may && (
            <button type="button" class="button button-main" onClick={() => choose({ was: now, to: conflict.yours }, "conflict.took")}>
              {mine ? t("conflict.take_mine") : t("conflict.take_theirs", { who })}
            </button>
          )}
        </div>
      </div>
      {may && both !== null && (
        <div class="way-do">
          <button type="button" class="button button-small" onClick={() => choose({ was: now, to: both }, "conflict.took_both")}>
            {t("conflict.take_both")}
          </button>
          <button type="button" class="button button-small" aria-expanded={writing} onClick={() => setWriting(!writing)}>
            {t("conflict.write")}
          </button>
        </div>
      )}
      {writing && both !== null && <Another first={both} field={field} onSaid={(to) => choose({ was: now, to }, "conflict.wrote")} />}
      <p class="conflict-was quiet">{t("conflict.was", { value: valueInWords(conflict.field, conflict.was, store) })}</p>
    </div>
  );
}

/** Another text in the place of both, which begins as what both wanted. */
function Another({ first, field, onSaid }: { readonly first: string; readonly field: string; readonly onSaid: (text: string) => void }) {
  const id = useId();
  const [text, setText] = useState(first);
  const wrong = text.trim() === "" ? t("wrong.empty") : excess(text, TEXT);
  return (
    <form
      class="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong === null) {
          onSaid(text.trim());
        }
      }}
    >
      <div class="grow">
        <label for={id}>{t("conflict.another", { field })}</label>
        <textarea id={id} class="control" rows={4} value={text} aria-invalid={wrong !== null} aria-describedby={`${id}wrong`} onInput={(event) => setText(event.currentTarget.value)} />
      </div>
      <button type="submit" class="button button-main" aria-disabled={wrong !== null}>
        {t("conflict.save")}
      </button>
      <p id={`${id}wrong`} class="wrong" role="alert">
        {wrong}
      </p>
    </form>
  );
}
