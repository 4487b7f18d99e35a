/** Every field where two values met and nobody has chosen yet. */

import { useComputed } from "@preact/signals";
import { plural, t } from "../i18n.ts";
import { paths } from "../router.ts";
import { ConflictNote } from "./ConflictNote.tsx";
import { actionOf, openConflicts, subjectOf } from "./conflicts.ts";
import { useHere } from "./here.ts";

export function ConflictInbox() {
  const here = useHere();
  const open = useComputed(() => openConflicts(here.store).filter(({ plan_id }) => plan_id === here.plan));
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
            {open.value.map((conflict) => {
              const action = actionOf(here.store, conflict);
              const subject = subjectOf(here.store, conflict);
              return (
                <li key={conflict.conflict_id}>
                  <h3>{action === null ? subject : <a href={paths.action(here.network.card.network_id, here.plan, action)}>{subject}</a>}</h3>
                  <ConflictNote conflict={conflict} />
                </li>
              );
            })}
          </ul>
        </>
      )}
    </section>
  );
}
