/** The groups of the network: members who work on one theme together, whatever they belong to. */

import { useState } from "preact/hooks";
import { explain } from "../api.ts";
import { byName, list } from "../format.ts";
import { newId } from "../ids.ts";
import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { notify } from "../notices.ts";
import { nameOf } from "../parts/People.tsx";
import { AskDialog, type Wanted } from "../plan/AskDialog.tsx";
import { Do } from "../plan/Do.tsx";
import { mayEdit } from "../plan/here.ts";
import { query } from "../router.ts";
import type { Command, Uuid } from "../types.ts";

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
  const open: Wanted = {
    title: t("group.open"),
    fields: [
      { name: "theme", label: t("group.theme"), first: query.value.get("theme") ?? "" },
      { name: "name", label: t("body.name") },
      { name: "mandate", label: t("body.mandate"), kind: "text", optional: true },
    ],
    asked: ({ theme = "", name = "", mandate }) => ({
      stream: newId(),
      command: { tag: "body.establish", kind: "working_group", theme, name, mandate: mandate === undefined || mandate === "" ? null : mandate, people: [network.me], authorities: alike },
    }),
  };
  const ask = (body: Uuid, command: Command): void => {
    network
      .askNow(body, command)
      .then(() => notify("done", t("directory.done")))
      .catch((problem: unknown) => notify("problem", explain(problem)));
  };
  return (
    <div class="page groups">
      <div class="plan-title">
        <h1 tabIndex={-1}>{t("group.title")}</h1>
        {edits && <Do icon="plus" label={t("group.open")} onClick={() => setWanted(open)} />}
      </div>
      <p class="lead-in">{t("group.about")}</p>
      {alike.length > 0 && <p role="status">{t("group.with", { members: list(alike.map((one) => store.row("member_list", one)?.name ?? "")) })}</p>}
      {rows.length === 0 && <p class="empty">{t("group.none")}</p>}
      <ul class="rows">
        {rows.map((row) => {
          const belongs = row.people.includes(network.me);
          const who = [...row.authorities.map((one) => store.row("member_list", one)?.name ?? ""), ...row.people.map((one) => nameOf(store, one))];
          return (
            <li key={row.body_id}>
              <div>
                <h2>
                  {row.name} {row.theme !== null && <span class="chip">{row.theme}</span>}
                </h2>
                {row.mandate !== null && <p>{row.mandate}</p>}
                <p class="quiet">{who.length === 0 ? t("body.nobody") : list(who)}</p>
              </div>
              {takesPart && <Do small label={t(belongs ? "body.leave" : "body.join")} about={row.name} onClick={() => ask(row.body_id, { tag: belongs ? "body.leave" : "body.join" })} />}
            </li>
          );
        })}
      </ul>
      {wanted !== null && <AskDialog network={network} wanted={wanted} onClose={() => setWanted(null)} />}
    </div>
  );
}
