/** What a person should know about a field right now: a fault, a colleague's hand on it, a change meanwhile, two values that met. */

import { t } from "../i18n.ts";
import type { Draft } from "../live/drafts.ts";
import { ConflictNote } from "../plan/ConflictNote.tsx";
import { conflictsOn } from "../plan/conflicts.ts";
import { topicOf, useHere } from "../plan/here.ts";
import { valueInWords } from "../plan/words.ts";
import type { PlanBoard } from "../types.ts";
import { Icon } from "./Icon.tsx";
import { distinct, nameOf } from "./People.tsx";

interface Props {
  readonly id: string;
  readonly action: PlanBoard;
  readonly field: string;
  readonly wrong?: string | null;
  readonly meanwhile?: Draft["meanwhile"];
}

export function FieldNotes({ id, action, field, wrong = null, meanwhile = null }: Props) {
  const here = useHere();
  const others = here.network.presence.on(topicOf(here.plan), action.action_id).filter(({ state }) => state?.field === field && state.mode === "edit");
  const conflicts = conflictsOn(here.store, action.action_id, field);
  return (
    <>
      <div class="notes" id={id}>
        {wrong !== null && (
          <p class="wrong">
            <Icon name="late" />
            {wrong}
          </p>
        )}
        {meanwhile !== null && (
          <p class="meanwhile">
            <Icon name="conflict" />
            <span>
              {t("field.meanwhile", { who: nameOf(here.store, meanwhile.by) })} <q>{valueInWords(field, meanwhile.value, here.store)}</q>
            </span>
          </p>
        )}
        {distinct(others).map((person) => (
          <p key={person} class="writing">
            <Icon name="pen" />
            {t("presence.writing", { who: nameOf(here.store, person) })}
          </p>
        ))}
      </div>
      {conflicts.map((conflict) => (
        <ConflictNote key={conflict.conflict_id} conflict={conflict} />
      ))}
    </>
  );
}
