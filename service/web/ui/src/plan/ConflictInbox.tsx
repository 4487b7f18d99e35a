/** Every field where two values met and nobody has chosen yet. */

import { useComputed } from "@preact/signals";
import { plural, t } from "../i18n.ts";
import { paths } from "../router.ts";
import { ConflictNote } from "./ConflictNote.tsx";
import { openConflicts, subjectOf } from "./conflicts.ts";
import { useHere } from "./here.ts";

export function ConflictInbox() {
  const here = useHere();
  const open = useComputed(() => openConflicts(here.store));
  return (
    <section class="page" aria-labelledby="conflicts-title">
      <h2 id="conflicts-title">{t("conflict.inbox")}</h2>
      <p class="lead-in">{t("conflict.explained")}</p>
      {open.value.length === 0 ? (
        <p class="empty">{t("conflict.none")}</p>
      ) : (
        <>
          <p class="quiet">{plural("conflict.open", open.value.length)}</p>
          <ul class="conflicts">
            {open.value.map((conflict) => (
              <li key={conflict.conflict_id}>
                <h3>
                  {here.store.row("plan_board", conflict.item_id) === null ? (
                    subjectOf(here.store, conflict)
                  ) : (
                    <a href={paths.action(here.network.card.network_id, here.plan, conflict.item_id)}>{subjectOf(here.store, conflict)}</a>
                  )}
                </h3>
                <ConflictNote conflict={conflict} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
