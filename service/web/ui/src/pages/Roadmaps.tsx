/** The roadmaps of a network, and how far each has come; a plan becomes one, or a new plan is opened as one. */

import { useState } from "preact/hooks";
import { byName } from "../format.ts";
import { t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, LINE } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { organises, useAttempt } from "../meeting/asking.ts";
import { Choice, Field, Form } from "../meeting/Fields.tsx";
import { go, paths } from "../router.ts";

export function Roadmaps({ network }: { readonly network: LiveNetwork }) {
  const { store, connection, card } = network;
  const rows = [...store.all("roadmap_list")].sort((a, b) => b.first_year - a.first_year);
  const may = organises(store.row("rights", network.me)) && !card.archived;
  const waiting = rows.length === 0 && connection.state.value !== "online";
  return (
    <div class="page meetings">
      <h1 tabIndex={-1}>{t("nav.roadmaps")}</h1>
      <p class="lead-in">{t("roadmap.about")}</p>
      {rows.length === 0 && (
        <p class="empty" aria-busy={waiting}>
          {t(waiting ? "loading" : may ? "roadmap.none_yours" : "roadmap.none_yet")}
        </p>
      )}
      <ul class="meeting-lines">
        {rows.map((row) => (
          <li key={row.roadmap_id}>
            <a href={paths.roadmap(card.network_id, row.plan_id)}>{store.row("plan_list", row.plan_id)?.title ?? t("nav.roadmaps")}</a>
            <span>
              {row.first_year === row.last_year ? row.first_year : `${row.first_year}-${row.last_year}`} <span class="chip">{t(`roadmap_stage.${row.stage}`)}</span>
            </span>
          </li>
        ))}
      </ul>
      {may && <Draft network={network} />}
    </div>
  );
}

function Draft({ network }: { readonly network: LiveNetwork }) {
  const { store, card } = network;
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [plan, setPlan] = useState("");
  const [title, setTitle] = useState("");
  const [owner, setOwner] = useState("");
  const year = new Date().getFullYear();
  const [first, setFirst] = useState(String(year));
  const [last, setLast] = useState(String(year + 1));
  const taken = new Set(store.all("roadmap_list").map(({ plan_id }) => plan_id));
  const plans = store.all("plan_list").filter(({ plan_id, withdrawn }) => !withdrawn && !taken.has(plan_id));
  const members = store.all("member_list").filter(({ left_at }) => left_at === null);
  const draft = async (): Promise<void> => {
    const years = { first_year: Number(first), last_year: Number(last) };
    const incomplete = (plan === "" && (title.trim() === "" || owner === "")) || !Number.isInteger(years.first_year) || !Number.isInteger(years.last_year);
    const fault = excess(title, LINE) ?? (incomplete ? t("roadmap.draft_incomplete") : null);
    say(fault);
    if (fault !== null) {
      return;
    }
    const of = plan === "" ? newId() : plan;
    const open = plan === "" ? { open: { tag: "action_plan.open", title: title.trim(), authority: owner } as const } : {};
    if (await attempt(of, { tag: "together.draft_roadmap", ...years, ...open })) {
      go(paths.roadmap(card.network_id, of));
    }
  };
  return (
    <Form title={t("roadmap.draft")} does={t("roadmap.draft_now")} wrong={wrong} busy={busy} onSubmit={() => void draft()}>
      <Choice label={t("roadmap.plan")} value={plan} onValue={setPlan} none={t("roadmap.new_plan")} options={plans.map(({ plan_id, title: one }) => [plan_id, one])} />
      {plan === "" && <Field label={t("roadmap.title")} value={title} onValue={setTitle} />}
      {plan === "" && (
        <Choice
          label={t("roadmap.owner")}
          value={owner}
          onValue={setOwner}
          none={t("meeting.choose")}
          options={[...members].sort((a, b) => byName(a.name, b.name)).map(({ authority_id, name }) => [authority_id, name])}
        />
      )}
      <Field label={t("roadmap.first_year")} type="number" value={first} onValue={setFirst} />
      <Field label={t("roadmap.last_year")} type="number" value={last} onValue={setLast} />
    </Form>
  );
}
