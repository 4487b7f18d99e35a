/** The dialogues of named moments: to name the one on screen, and to mend what one is called. */

import { useState } from "preact/hooks";
import { today } from "../format.ts";
import { newId } from "../ids.ts";
import { t } from "../i18n.ts";
import type { MomentKind, MomentList } from "../types.ts";
import { AskDialog, changed, choices, type Field, orNull } from "./AskDialog.tsx";
import { type Here, mayEdit, useHere } from "./here.ts";

const KINDS: readonly MomentKind[] = ["council_vote", "steering_committee", "version", "other"];

/** May this person name moments? Whoever edits plans may, also while looking at the past: it changes nothing that is shown. */
export function mayName({ network }: Here): boolean {
  return mayEdit(network.store.row("rights", network.me)) && !network.card.archived;
}

function fields(named: MomentList | null, day: string): readonly Field[] {
  return [
    { name: "title", label: t("field.moment_title"), first: named?.title ?? "" },
    { name: "kind", label: t("field.moment_kind"), kind: "choice", options: choices("moment_kind", KINDS), first: named?.kind ?? "council_vote" },
    { name: "held_on", label: t("field.moment_held_on"), kind: "date", first: named?.held_on ?? day },
    { name: "description", label: t("field.moment_description"), kind: "text", optional: true, first: named?.description ?? "" },
  ];
}

/** Name the moment on screen, of this plan or of the whole network; now, where it is now that is on screen. */
export function NameMoment({ onClose }: { readonly onClose: () => void }) {
  const here = useHere();
  const scope: Field = {
    name: "of",
    label: t("moment.scope"),
    kind: "choice",
    options: [
      ["plan", t("moment.of_plan")],
      ["network", t("moment.of_network")],
    ],
    first: "plan",
  };
  return (
    <AskDialog
      network={here.network}
      wanted={{
        title: t("moment.name"),
        fields: [...fields(null, here.asOf ?? today()), scope],
        asked: (typed) => ({
          stream: newId(),
          command: {
            tag: "moment.name",
            title: typed["title"] ?? "",
            kind: typed["kind"] as MomentKind,
            held_on: typed["held_on"] ?? "",
            description: orNull(typed["description"]),
            plan: typed["of"] === "network" ? null : here.plan,
            of: here.at,
          },
        }),
      }}
      onClose={onClose}
    />
  );
}

export function EditMoment({ named, onClose }: { readonly named: MomentList; readonly onClose: () => void }) {
  const { network } = useHere();
  const [seen] = useState(named); // what others change meanwhile is not what this person saw
  return (
    <AskDialog
      network={network}
      wanted={{
        title: t("moment.edit_of", { title: named.title }),
        fields: fields(seen, seen.held_on),
        asked: (typed) => ({
          stream: seen.moment_id,
          command: {
            tag: "moment.edit",
            ...changed("title", seen.title, typed["title"] ?? ""),
            ...changed("kind", seen.kind, typed["kind"] as MomentKind),
            ...changed("held_on", seen.held_on, typed["held_on"] ?? ""),
            ...changed("description", seen.description, orNull(typed["description"])),
          },
        }),
      }}
      onClose={onClose}
    />
  );
}
