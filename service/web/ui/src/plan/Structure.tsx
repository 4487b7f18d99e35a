/** How a plan is built: its axes, the phases of its making, the versions it published, what people note and say about it, the files attached to it. */

import { CommentsPart } from "../comments/CommentsPart.tsx";
import { FilesPart } from "../files/FilesPart.tsx";
import { AxesPart } from "./AxesPart.tsx";
import { useHere } from "./here.ts";
import { PlanNotes } from "./NotesPart.tsx";
import { PhasesPart } from "./PhasesPart.tsx";
import { PlanPart } from "./PlanPart.tsx";
import { RestrictedPart } from "./RestrictedPart.tsx";
import { VersionsPart } from "./VersionsPart.tsx";

export function Structure() {
  const { network, store, plan, at } = useHere();
  const row = store.row("plan_list", plan);
  return (
    <div class="page structure">
      <AxesPart />
      <VersionsPart />
      <PhasesPart />
      <RestrictedPart />
      <PlanPart />
      <PlanNotes />
      <CommentsPart network={network} about="plan" item={plan} plan={plan} title={row?.title ?? ""} at={at} over={row?.withdrawn === true} />
      <FilesPart network={network} kind="plan" item={plan} plan={plan} at={at} />
    </div>
  );
}
