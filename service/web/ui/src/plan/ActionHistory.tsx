/** The history of one action, on its card. */

import { paths } from "../router.ts";
import type { PlanBoard } from "../types.ts";
import { History } from "./History.tsx";
import { useHere } from "./here.ts";
import { momentAt } from "./moments.ts";

export function ActionHistory({ action }: { readonly action: PlanBoard }) {
  const { network, plan } = useHere();
  return (
    <History
      path={`/actions/${action.action_id}/history`}
      item={action.action_id}
      table="plan_board"
      seenAt={(position) => `${paths.action(network.card.network_id, plan, action.action_id)}?at=${momentAt(network, position)}`}
    />
  );
}
