/** A network at a glance: its plans, how far each has come, and the way to open a new one. */

import { useId, useState } from "preact/hooks";
import { byName, money, today } from "../format.ts";
import { newId } from "../ids.ts";
import { plural, t } from "../i18n.ts";
import { excess, LINE } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { Icon } from "../parts/Icon.tsx";
import { STATUSES } from "../plan/fields.ts";
import { mayEdit, mayInvite } from "../plan/here.ts";
import { isLate } from "../plan/late.ts";
import { go, paths } from "../router.ts";
import type { PlanBoard, PlanList, Uuid } from "../types.ts";
import { ForMe } from "../waiting/ForMe.tsx";
import { AddAuthority } from "./AddAuthority.tsx";
import { FirstSteps } from "./FirstSteps.tsx";

export function NetworkHome({ network }: { readonly network: LiveNetwork }) {
  const { store } = network;
  const [dialog, setDialog] = useState<"plan" | "authority" | "authority_first" | null>(null);
  const [carrier, setCarrier] = useState<Uuid | null>(null);
  const plans = [...store.all("plan_list")].sort((a, b) => byName(a.title, b.title));
  const standing = plans.filter(({ withdrawn }) => !withdrawn);
  const withdrawn = plans.filter((plan) => plan.withdrawn);
  const rights = store.row("rights", network.me);
  const editable = mayEdit(rights) && !network.card.archived;
  const inviting = mayInvite(rights) && !network.card.archived;
  // A role for one plan alone comes with the figures of that plan, not of the network.
  const whole = rights?.roles.some(({ topics }) => topics.length === 0) === true;
  const carriers = store.all("member_list").some(({ left_at }) => left_at === null);
  const open = (): void => setDialog(!carriers && inviting ? "authority_first" : "plan");
  const close = (): void => setDialog(null);
  const waiting = plans.length === 0 && network.connection.state.value !== "online";
  return (
    <div class="page">
      <div class="plan-title">
        <h1 tabIndex={-1}>{network.card.name}</h1>
        {editable && (
          <button type="button" class="button button-main" onClick={open}>
            <Icon name="plus" />
            {t("plan.open")}
          </button>
        )}
      </div>
      {inviting && !waiting && <FirstSteps network={network} onAuthority={() => setDialog("authority")} onPlan={open} />}
      <ForMe network={network} />
      <div class="figures-head">
        <h2>{t("nav.plans")}</h2>
        {standing.length > 0 && whole && <a href={paths.figures(network.card.network_id)}>{t("dashboard.title")}</a>}
      </div>
      {waiting && (
        <p class="empty" aria-busy="true">
          {t("loading")}
        </p>
      )}
      {!waiting && standing.length === 0 && <p class="empty">{t("plan.none_yet")}</p>}
      <ul class="plan-cards">
        {standing.map((plan) => (
          <PlanCard key={plan.plan_id} network={network} plan={plan} />
        ))}
      </ul>
      {withdrawn.length > 0 && (
        <details>
          <summary>{plural("plan.withdrawn_some", withdrawn.length)}</summary>
          <ul class="plan-cards">
            {withdrawn.map((plan) => (
              <PlanCard key={plan.plan_id} network={network} plan={plan} />
            ))}
          </ul>
        </details>
      )}
      <ToSettle network={network} />
      {dialog === "plan" && <OpenPlan network={network} carrier={carrier} onClose={close} />}
      {dialog === "authority" && <AddAuthority network={network} onClose={close} />}
      {dialog === "authority_first" && (
        <AddAuthority
          network={network}
          why={t("plan.authority_first")}
          onClose={close}
          onAdded={(authority) => {
            setCarrier(authority);
            setDialog("plan");
          }}
        />
      )}
    </div>
  );
}

/** Wishes that met outside of plans: where each can be settled. */
function ToSettle({ network }: { readonly network: LiveNetwork }) {
  const { store, card } = network;
  const places = store.all("conflict_inbox").flatMap(({ plan_id, settled_at, stream_id }) => {
    if (plan_id !== null || settled_at !== null) {
      return [];
    }
    const [meeting, workshop, member] = [store.row("meeting_list", stream_id), store.row("workshop_list", stream_id), store.row("member_list", stream_id)];
    const place =
      meeting !== null
        ? ([meeting.title, paths.meeting(card.network_id, stream_id)] as const)
        : workshop !== null
          ? ([workshop.title, paths.workshop(card.network_id, stream_id)] as const)
          : member !== null
            ? ([member.name, paths.authority(card.network_id, stream_id)] as const)
            : null;
    return place === null ? [] : [place];
  });
  return places.length === 0 ? null : (
    <section class="part" aria-labelledby="to-settle">
      <h2 id="to-settle">{t("conflict.inbox")}</h2>
      <ul class="rows">
        {[...new Map(places.map(([name, href]) => [href, name]))].map(([href, name]) => (
          <li key={href}>
            <a href={href}>{name}</a> <span class="quiet">{plural("conflict.open", places.filter((place) => place[1] === href).length)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function PlanCard({ network, plan }: { readonly network: LiveNetwork; readonly plan: PlanList }) {
  const authority = network.store.row("member_list", plan.authority_id);
  const actions = network.store.all("plan_board").filter((action) => action.plan_id === plan.plan_id && !action.withdrawn);
  return (
    <li class="plan-card">
      <p class="quiet">{authority?.name ?? ""}</p>
      <h3>
        <a href={paths.plan(network.card.network_id, plan.plan_id)}>{plan.title}</a>
      </h3>
      {plan.description !== null && <p class="clamp-3">{plan.description}</p>}
      {actions.length > 0 && <Progress actions={actions} />}
    </li>
  );
}

/** Known once the plan has been opened in this visit: its rows are then here anyway. */
function Progress({ actions }: { readonly actions: readonly PlanBoard[] }) {
  const now = today();
  const late = actions.filter((action) => isLate(action, now)).length;
  const budget = actions.reduce((all, { budget_planned }) => all + (budget_planned ?? 0), 0);
  return (
    <p class="quiet">
      {plural("actions", actions.length)}, {plural("plan.done", actions.filter(({ status }) => status === STATUSES[5]).length)}
      {late > 0 && `, ${plural("plan.late", late)}`}
      {budget > 0 && `, ${money(budget)}`}
    </p>
  );
}

interface OpenProps {
  readonly network: LiveNetwork;
  /** The authority that was added for it a moment ago. */
  readonly carrier: Uuid | null;
  readonly onClose: () => void;
}

function OpenPlan({ network, carrier, onClose }: OpenProps) {
  const id = useId();
  const mine = new Set(network.card.roles.map(({ authority_id }) => authority_id));
  const members = network.store
    .all("member_list")
    .filter(({ left_at }) => left_at === null)
    .sort((a, b) => byName(a.name, b.name));
  const [title, setTitle] = useState("");
  const [authority, setAuthority] = useState(carrier ?? members.find((member) => mine.has(member.authority_id))?.authority_id ?? members[0]?.authority_id ?? "");
  const [empty, setEmpty] = useState(false);
  const wrong = excess(title, LINE) ?? (empty ? t("wrong.title") : null);
  if (members.length === 0) {
    return (
      <Dialog title={t("plan.open")} onClose={onClose}>
        <div class="dialog-body">
          <p>{t("plan.no_authority")}</p>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t("plan.open")} onClose={onClose}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          const wanted = title.trim();
          if (wanted === "" || wrong !== null) {
            setEmpty(wanted === "");
            return;
          }
          const plan_id = newId();
          void network.ask(
            plan_id,
            { tag: "action_plan.open", title: wanted, authority },
            {
              previews: [
                {
                  table: "plan_list",
                  key: plan_id,
                  fresh: true,
                  set: {
                    plan_id,
                    title: wanted,
                    description: null,
                    authority_id: authority,
                    opened_at: new Date().toISOString(),
                    opened_by: network.me,
                    withdrawn: false,
                  },
                },
              ],
              subject: wanted,
              summary: t("summary.added"),
            },
          );
          onClose();
          go(paths.plan(network.card.network_id, plan_id));
        }}
      >
        <label for={`${id}title`}>{t("plan.title")}</label>
        <input
          id={`${id}title`}
          class="control"
          autocomplete="off"
          value={title}
          aria-invalid={wrong !== null}
          aria-describedby={`${id}wrong`}
          onInput={(event) => {
            setTitle(event.currentTarget.value);
            setEmpty(false);
          }}
        />
        <p id={`${id}wrong`} class="wrong">
          {wrong}
        </p>
        <label for={`${id}authority`}>{t("plan.authority")}</label>
        <select id={`${id}authority`} class="control" value={authority} onChange={(event) => setAuthority(event.currentTarget.value)}>
          {members.map((member) => (
            <option key={member.authority_id} value={member.authority_id}>
              {member.name}
            </option>
          ))}
        </select>
        <p class="hint">{t("plan.open_hint")}</p>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t("do.cancel")}
          </button>
          <button type="submit" class="button button-main">
            {t("plan.open")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
