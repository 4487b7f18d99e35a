/** The groups of the network: members who work on one theme together, whatever they belong to. */

import { useState } from "preact/hooks";
import { byName, list } from "../format.ts";
import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { AskDialog, type Wanted } from "../plan/AskDialog.tsx";
import { Body, establishing } from "../plan/Bodies.tsx";
import { Do } from "../plan/Do.tsx";
import { mayEdit } from "../plan/here.ts";
import { query } from "../router.ts";
import type { BodyKind } from "../types.ts";

const KINDS: readonly BodyKind[] = ["working_group", "steering_committee", "partner_conference"];

export function Groups({ network }: { readonly network: LiveNetwork }) {
  const { store } = network;
  const rights = store.row("rights", network.me);
  const edits = mayEdit(rights) && !network.card.archived;
  const takesPart = !network.card.archived && rights !== null && !rights.suspended && rights.roles.some(({ role }) => role !== "auditor" && role !== "reader");
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const members = store.all("member_list").filter(({ left_at }) => left_at === null);
  const rows = store
    .all("body_list")
    .filter((row) => row.plan_id === null && row.dissolved_at === null)
    .sort((a, b) => byName(a.name, b.name));
  // Whoever comes from a page of the directory brings along who is alike, and in what.
  const alike = (query.value.get("with") ?? "").split(",").filter((one) => members.some(({ authority_id }) => authority_id === one));
  const open = establishing(network, { title: t("group.open"), kinds: KINDS, plan: null, theme: query.value.get("theme") ?? "", authorities: alike });
  return (
    <div class="page groups">
      <div class="plan-title">
        <h1 tabIndex={-1}>{t("group.title")}</h1>
        {edits && <Do icon="plus" label={t("group.open")} onClick={() => setWanted(open)} />}
      </div>
      <p class="lead-in">{t("group.about")}</p>
      {alike.length > 0 && <p role="status">{t("group.with", { members: list(alike.map((one) => store.row("member_list", one)?.name ?? "")) })}</p>}
      {rows.length === 0 && <p class="empty">{t(edits ? "group.none_yours" : "group.none")}</p>}
      <ul class="rows">
        {rows.map((row) => (
          <Body key={row.body_id} network={network} row={row} followUps={store.all("body_follow_ups")} writes={takesPart} edits={edits} onAsk={setWanted} />
        ))}
      </ul>
      {wanted !== null && <AskDialog network={network} wanted={wanted} onClose={() => setWanted(null)} />}
    </div>
  );
}
