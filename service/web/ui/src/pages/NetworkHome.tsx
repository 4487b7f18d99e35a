/** The first page of a network, by the roles of who opens it: what changed, what waits, where it stands; then its plans. */

import { useEffect, useId, useState } from "preact/hooks";
import { byName, list, money } from "../format.ts";
import { useAsked } from "../home/asking.ts";
import { sum, useFigures } from "../home/figures.ts";
import { Alerts, NextMeeting, Signed, Silent } from "../home/ForRole.tsx";
import { holds, worksIn } from "../home/roles.ts";
import { SinceLastVisit, useSince } from "../home/SinceLastVisit.tsx";
import { Strip } from "../home/Strip.tsx";
import { newId } from "../ids.ts";
import { plural, t } from "../i18n.ts";
import { excess, LINE } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Figures } from "../live/store.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { Icon } from "../parts/Icon.tsx";
import { nameOf } from "../parts/People.tsx";
import { mayEdit, mayInvite, topicOf } from "../plan/here.ts";
import { atSameMoment, go, paths, query } from "../router.ts";
import type { PlanList, Uuid, VitalityPage } from "../types.ts";
import { ForMe } from "../waiting/ForMe.tsx";
import { answers, useWaiting } from "../waiting/waiting.ts";
import { AddAuthority } from "./AddAuthority.tsx";
import { FirstSteps } from "./FirstSteps.tsx";

const PATIENCE = 2_000; // milliseconds

/** Has so long gone by? */
function useLate(after: number): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), after);
    return () => clearTimeout(timer);
  }, [after]);
  return late;
}

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
  const whole = rights !== null && worksIn(rights, network.card.network_id)[0] === network.card.network_id;
  const carriers = store.all("member_list").some(({ left_at }) => left_at === null);
  const figures = useFigures(network);
  const alone = whole ? "" : worksIn(rights, network.card.network_id).join(" "); // plans that come with no network
  useEffect(() => {
    const left = alone === "" ? [] : alone.split(" ").map((plan) => network.connection.follow(topicOf(plan)));
    return () => left.forEach((leave) => leave());
  }, [network, alone]);
  const open = (): void => setDialog(!carriers && inviting ? "authority_first" : "plan");
  const close = (): void => setDialog(null);
  const since = useSince(network);
  const waits = useWaiting(network);
  const alarmed = (holds(rights, "elected_official") && whole) || holds(rights, "facilitator");
  const alerts = useAsked<VitalityPage>(network, alarmed ? "vitality" : null);
  // What would be pushed down by what comes is drawn with it, where that does not take too long.
  const late = useLate(PATIENCE);
  const coming = figures === null || (waits === null && answers(rights)) || (alarmed && alerts.page === null && alerts.failure === null);
  const waiting = (plans.length === 0 && network.connection.state.value !== "online") || (since.page === null && since.failure === null) || (coming && !late);
  return (
    <div class="page home">
      {query.value.has("at") && (
        <div class="banner banner-past" role="status">
          <Icon name="clock" />
          <p>{t("home.only_today")}</p>
          <a class="button button-small" href={atSameMoment(paths.figures(network.card.network_id))}>
            {t("home.figures_then")}
          </a>
        </div>
      )}
      <div class="plan-title">
        <h1 tabIndex={-1}>{network.card.name}</h1>
        {editable && whole && (
          <button type="button" class="button button-main" onClick={open}>
            <Icon name="plus" />
            {t("plan.open")}
          </button>
        )}
      </div>
      {waiting ? (
        <p class="empty" aria-busy="true">
          {t("loading")}
        </p>
      ) : (
        <>
          {inviting && <FirstSteps network={network} actions={figures === null ? null : sum(figures, "status")} onAuthority={() => setDialog("authority")} onPlan={open} />}
          {figures !== null && <Strip figures={figures} />}
          {holds(rights, "elected_official") && whole && (
            <>
              <p>
                <a class="button button-main" href={paths.portfolio(network.card.network_id)}>
                  <Icon name="file" />
                  {t("home.two_minutes")}
                </a>
              </p>
              <Alerts network={network} asked={alerts} title="home.alerts" most={3} />
            </>
          )}
          <SinceLastVisit network={network} asked={since} />
          <div class="home-parts">
            <ForMe network={network} page={waits} />
            {whole && <NextMeeting network={network} />}
            {holds(rights, "facilitator") && (
              <Alerts network={network} asked={alerts} title="vitality.title" most={5}>
                <Silent network={network} />
              </Alerts>
            )}
            {holds(rights, "auditor") && <Signed network={network} />}
          </div>
          <div class="figures-head">
            <h2>{t("nav.plans")}</h2>
            {standing.length > 0 && whole && (
              <span>
                <a href={paths.figures(network.card.network_id)}>{t("dashboard.title")}</a> · <a href={paths.council(network.card.network_id)}>{t("nav.council")}</a>
              </span>
            )}
          </div>
          {standing.length === 0 && <NoPlan network={network} mayOpen={editable} />}
          <ul class="plan-cards">
            {standing.map((plan) => (
              <PlanCard key={plan.plan_id} network={network} plan={plan} figures={figures} part={whole ? plan.plan_id : null} />
            ))}
          </ul>
          {withdrawn.length > 0 && (
            <details>
              <summary>{plural("plan.withdrawn_some", withdrawn.length)}</summary>
              <ul class="plan-cards">
                {withdrawn.map((plan) => (
                  <PlanCard key={plan.plan_id} network={network} plan={plan} figures={null} part={null} />
                ))}
              </ul>
            </details>
          )}
          <ToSettle network={network} />
        </>
      )}
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

/** Nothing to work on yet: what to do, or whom to ask. */
function NoPlan({ network, mayOpen }: { readonly network: LiveNetwork; readonly mayOpen: boolean }) {
  const { store } = network;
  const facilitators = store
    .all("rights")
    .filter((one) => holds(one, "facilitator"))
    .map(({ person_id }) => nameOf(store, person_id))
    .sort(byName);
  return (
    <p class="empty">
      {t("plan.none_yet")} {mayOpen ? t("home.open_one") : facilitators.length === 0 ? "" : t("home.who_opens", { who: list(facilitators) })}
    </p>
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

interface CardProps {
  readonly network: LiveNetwork;
  readonly plan: PlanList;
  /** Of the network, told by plan, or of the plans that one has a role for. */
  readonly figures: Figures | null;
  readonly part: Uuid | null;
}

function PlanCard({ network, plan, figures, part }: CardProps) {
  const authority = network.store.row("member_list", plan.authority_id);
  const actions = figures === null ? 0 : sum(figures, "status", part);
  return (
    <li class="plan-card">
      <p class="quiet">{authority?.name ?? ""}</p>
      <h3>
        <a href={paths.plan(network.card.network_id, plan.plan_id)}>{plan.title}</a>
      </h3>
      {plan.description !== null && <p class="clamp-3">{plan.description}</p>}
      {figures !== null && actions > 0 && <Progress figures={figures} part={part} actions={actions} />}
    </li>
  );
}

function Progress({ figures, part, actions }: { readonly figures: Figures; readonly part: Uuid | null; readonly actions: number }) {
  const [late, budget] = [sum(figures, "late", part), sum(figures, "planned", part)];
  return (
    <p class="quiet">
      {plural("actions", actions)}, {plural("plan.done", sum(figures, "status", part, "done"))}
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
