/** An action is late when its end has passed and it is neither over nor continuous: nobody enters it, everybody reads it. */

import type { Day, PlanBoard } from "../types.ts";

export function isLate(action: Pick<PlanBoard, "ends_on" | "status" | "continuous">, today: Day): boolean {
  return action.ends_on !== null && action.ends_on < today && !action.continuous && action.status !== "done" && action.status !== "abandoned";
}
