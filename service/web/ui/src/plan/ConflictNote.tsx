/** Two values for one field, beside each other: what stands, and what someone else wanted. A person chooses; both stay in history. */

import { moment } from "../format.ts";
import { t } from "../i18n.ts";
import { announce } from "../announce.ts";
import { Icon } from "../parts/Icon.tsx";
import { nameOf } from "../parts/People.tsx";
import type { ConflictInbox } from "../types.ts";
import { standing, subjectOf } from "./conflicts.ts";
import { settle } from "./edit.ts";
import { useHere } from "./here.ts";
import { fieldLabel, valueInWords } from "./words.ts";

export function ConflictNote({ conflict }: { readonly conflict: ConflictInbox }) {
  const here = useHere();
  const { store, network } = here;
  const now = standing(store, conflict);
  const mine = conflict.by === network.me;
  const choose = (take: boolean): void => {
    void settle(here, conflict, now, take, subjectOf(store, conflict));
    announce(t(take ? "conflict.took" : "conflict.kept", { field: fieldLabel(conflict.field) }));
  };
  const who = nameOf(store, conflict.by);
  return (
    <div class="conflict" role="group" aria-label={t("conflict.label", { field: fieldLabel(conflict.field) })}>
      <p class="conflict-head">
        <Icon name="conflict" />
        {t("conflict.sentence", { field: fieldLabel(conflict.field) })}
      </p>
      <div class="conflict-values">
        <div>
          <p class="conflict-whose">{t("conflict.standing")}</p>
          <p class="conflict-value">{valueInWords(conflict.field, now, store)}</p>
          {here.mayEdit && (
            <button type="button" class="button" onClick={() => choose(false)}>
              {t("conflict.keep")}
            </button>
          )}
        </div>
        <div>
          <p class="conflict-whose">
            {mine ? t("conflict.mine") : t("conflict.theirs", { who })} <span class="quiet">{moment(conflict.at)}</span>
          </p>
          <p class="conflict-value">{valueInWords(conflict.field, conflict.yours, store)}</p>
          {here.mayEdit && (
            <button type="button" class="button button-main" onClick={() => choose(true)}>
              {mine ? t("conflict.take_mine") : t("conflict.take_theirs", { who })}
            </button>
          )}
        </div>
      </div>
      <p class="conflict-was quiet">{t("conflict.was", { value: valueInWords(conflict.field, conflict.was, store) })}</p>
    </div>
  );
}
