/** One field under a person's hands: its draft, what others did to it meanwhile, and how it is saved. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { begin, draftOf, end, notice, rest, type, type Draft } from "../live/drafts.ts";
import type { PlanBoard } from "../types.ts";
import { editField } from "./edit.ts";
import { excessOf, type FieldName, NEEDS_REASON, read, toType } from "./fields.ts";
import { type Here, topicOf } from "./here.ts";
import { askReason } from "./reason.ts";

export interface EditedField {
  /** What the input shows: the draft, else the value. */
  readonly text: string;
  readonly meanwhile: Draft["meanwhile"];
  /** What keeps it from being saved, in a sentence. */
  readonly wrong: string | null;
  readonly begin: (text?: string) => void;
  readonly type: (text: string) => void;
  /** Save what is typed, or this text; false when it can not be understood. */
  readonly save: (text?: string) => boolean;
  readonly cancel: () => void;
}

export function useField(here: Here, action: PlanBoard, field: FieldName): EditedField {
  const draft = useMemo(() => draftOf(action.action_id, field), [action.action_id, field]);
  const [wrong, setWrong] = useState<string | null>(null);
  const value = action[field];
  useEffect(() => () => rest(draft), [draft]);
  useEffect(() => notice(draft, value, action.changed_by), [draft, value, action.changed_by]);

  const leave = (): void => {
    end(draft);
    setWrong(null);
    here.network.presence.tell(topicOf(here.plan), { item: action.action_id, field: null, mode: "view" });
  };
  const text = draft.value?.text ?? toType(field, value);
  return {
    text,
    meanwhile: draft.value?.meanwhile ?? null,
    wrong: excessOf(field, text) ?? wrong,
    begin: (text) => {
      begin(draft, value, text ?? toType(field, value));
      here.network.presence.tell(topicOf(here.plan), { item: action.action_id, field, mode: "edit" });
    },
    type: (text) => {
      begin(draft, value, toType(field, value));
      type(draft, text);
    },
    save: (text) => {
      const now = draft.peek();
      if (now === null && text === undefined) {
        return true;
      }
      const was = now === null ? value : now.was;
      const typed = text ?? now?.text ?? "";
      if (typed === toType(field, was)) {
        leave();
        return true;
      }
      if (excessOf(field, typed) !== null) {
        return false;
      }
      const found = read(field, typed);
      if ("wrong" in found) {
        setWrong(found.wrong);
        return false;
      }
      leave();
      void save(here, action, field, was, found.value);
      return true;
    },
    cancel: leave,
  };
}

/** Ask for the change; some statuses need a reason first. */
export async function save(here: Here, action: PlanBoard, field: FieldName, was: unknown, to: unknown): Promise<void> {
  let reason: string | undefined;
  if (field === "status" && typeof to === "string" && to !== was && NEEDS_REASON.has(to)) {
    const given = await askReason(action.title, to);
    if (given === null) {
      return;
    }
    reason = given;
  }
  await editField(here, action, field, was, to, reason);
}
