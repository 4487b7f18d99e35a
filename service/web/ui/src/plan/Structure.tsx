/** How a plan is built: its axes, the phases of its making, the versions it published, and what people note on it. */

import { AxesPart } from "./AxesPart.tsx";
import { PlanNotes } from "./NotesPart.tsx";
import { PhasesPart } from "./PhasesPart.tsx";
import { PlanPart } from "./PlanPart.tsx";
import { RestrictedPart } from "./RestrictedPart.tsx";
import { VersionsPart } from "./VersionsPart.tsx";

export function Structure() {
  return (
    <div class="page structure">
      <AxesPart />
      <VersionsPart />
      <PhasesPart />
      <RestrictedPart />
      <PlanPart />
      <PlanNotes />
    </div>
  );
}
