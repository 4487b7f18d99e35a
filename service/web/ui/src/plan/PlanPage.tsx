/** The frame around every screen of a plan: its title, its tabs, and the moment of the past when it is not now. */

import { signal, useComputed } from "@preact/signals";
import { type ComponentChildren, Fragment } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { dayAt, longDayOf } from "../format.ts";
import { plural, t, type Key } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Store } from "../live/store.ts";
import { Icon } from "../parts/Icon.tsx";
import { Follow } from "../parts/Follow.tsx";
import { Avatars, distinct } from "../parts/People.tsx";
import { atSameMoment, paths, type Place, type PlanScreen, query } from "../router.ts";
import type { Day, PlanPage as Page } from "../types.ts";
import { ActionCard } from "./ActionCard.tsx";
import { Activity } from "./Activity.tsx";
import { AddActionDialog } from "./AddActionDialog.tsx";
import { adding } from "./adding.ts";
import { leftIn } from "./begun.ts";
import { Board } from "./Board.tsx";
import { ConflictInbox } from "./ConflictInbox.tsx";
import { openConflicts } from "./conflicts.ts";
import { type Here, HereIs, mayEdit, topicOf } from "./here.ts";
import { ImportPage } from "./ImportPage.tsx";
import { LeftDrafts } from "./LeftDrafts.tsx";
import { inWords, isDay, momentOf, useWhen } from "./moments.ts";
import { PlanTable } from "./PlanTable.tsx";
import { later } from "../parts/Later.tsx";
import { ReasonDialog } from "./ReasonDialog.tsx";
import { Structure } from "./Structure.tsx";
import { TakeAlong } from "./TakeAlong.tsx";

const Compare = later(() => import("./Compare.tsx").then((page) => page.Compare), "part");
const LeftBulk = later(() => import("./LeftBulk.tsx").then((part) => part.LeftBulk), "part");
const PlanFigures = later(() => import("./PlanFigures.tsx").then((page) => page.PlanFigures), "part");
const Timeline = later(() => import("./Timeline.tsx").then((page) => page.Timeline), "part");
const TimeBar = later(() => import("./TimeBar.tsx").then((part) => part.TimeBar), "part");
const Process = later(() => import("./Process.tsx").then((page) => page.Process), "part");

export type PlanPlace = Extract<Place, { readonly plan: string }>;

export function PlanPage({ network, place }: { readonly network: LiveNetwork; readonly place: PlanPlace }) {
  const at = query.value.get("at");
  // A plan that was opened a moment ago has no topic yet: asked for too soon, it would be answered that there is none.
  const promised = network.store.promised("plan_list", place.plan);
  useEffect(() => (promised ? undefined : network.connection.follow(topicOf(place.plan))), [network, place.plan, promised]);
  useEffect(() => {
    network.presence.tell(topicOf(place.plan), { item: null, field: null, mode: "view" });
    return () => network.presence.leave(topicOf(place.plan));
  }, [network, place.plan]);
  return at === null ? (
    <Live network={network} place={place} />
  ) : (
    <Past key={place.plan} network={network} place={place} at={at} />
  );
}

function Live({ network, place }: { readonly network: LiveNetwork; readonly place: PlanPlace }) {
  const { store } = network;
  const editable = useComputed(() => mayEdit(store.row("rights", network.me)) && !network.card.archived);
  const known = useComputed(() => store.row("plan_list", place.plan) !== null);
  const come = useComputed(() => store.promised("plan_list", place.plan) || network.connection.come.value.has(topicOf(place.plan)));
  const here = useMemo<Here>(
    () => ({ network, store, plan: place.plan, at: null, asOf: null, mayEdit: editable.value }),
    [network, store, place.plan, editable.value],
  );
  if (!known.value || !come.value) {
    return <NotThere sought={!known.value && network.connection.state.value === "online"} network={network} />;
  }
  return (
    <HereIs value={here}>
      <Framed here={here} place={place} />
    </HereIs>
  );
}

/** The day of the last thing that these rows tell of. */
function dayOf({ plan, actions, versions, conflicts }: Page): Day {
  const instants = [plan.opened_at, ...actions.map((one) => one.changed_at), ...versions.map((one) => one.published_at), ...conflicts.map((one) => one.at)];
  return dayAt(new Date(Math.max(...instants.map((one) => Date.parse(one)))));
}

/**
 * The plan as it stood at another moment: it never changes, but for texts that are taken out of the log.
 * The moment before stays on screen until the one that is asked for is here, so that a slider runs over a page that stands.
 */
function Past({ network, place, at }: { readonly network: LiveNetwork; readonly place: PlanPlace; readonly at: string }) {
  const [shown, setShown] = useState<{ readonly at: string; readonly page: Page } | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    const left = new AbortController();
    ask<Page>("GET", `/networks/${network.card.network_id}/plans/${place.plan}?at=${encodeURIComponent(at)}`, undefined, left.signal)
      .then((page) => {
        if (!left.signal.aborted) {
          setShown({ at, page });
          setFailure(null);
        }
      })
      .catch((problem: unknown) => {
        if (!left.signal.aborted) {
          setFailure(explain(problem));
        }
      });
    return () => left.abort();
  }, [network, place.plan, at, network.connection.begun.value]);
  const here = useMemo<Here | null>(
    () =>
      shown === null
        ? null
        : {
            network,
            store: Store.of(shown.page, network.store),
            plan: place.plan,
            at: shown.page.token,
            asOf: isDay(shown.at) ? shown.at : dayOf(shown.page),
            mayEdit: false,
          },
    [network, shown, place.plan],
  );
  if (failure !== null) {
    return (
      <div class="empty">
        <h1 tabIndex={-1}>{t("past.missing")}</h1>
        <p>{failure}</p>
        <p>
          <a href={paths.plan(network.card.network_id, place.plan)}>{t("past.back")}</a>
        </p>
      </div>
    );
  }
  if (here === null || shown === null) {
    return <NotThere sought={false} network={network} />;
  }
  return (
    <HereIs value={here}>
      <Framed here={here} place={place} at={shown.at} />
    </HereIs>
  );
}

function NotThere({ sought, network }: { readonly sought: boolean; readonly network: LiveNetwork }) {
  return sought ? (
    <div class="empty">
      <h1 tabIndex={-1}>{t("plan.missing")}</h1>
      <p>{t("plan.missing_text")}</p>
      <p>
        <a href={paths.network(network.card.network_id)}>{t("network.back")}</a>
      </p>
    </div>
  ) : (
    <div class="empty" aria-busy="true">
      <h1 tabIndex={-1}>{t("loading")}</h1>
    </div>
  );
}

/** Is the way into the past of a plan open, while it is shown as it is now? */
const looking = signal(false);

function Framed({ here, place, at = null }: { readonly here: Here; readonly place: PlanPlace; readonly at?: string | null }) {
  // What has no past, the address may name all the same: there the plan is shown as it was.
  const screen = place.name === "action" || (at !== null && TABS.some((tab) => tab.screen === place.name && !tab.past)) ? "plan" : place.name;
  return (
    <>
      {at === null ? <LeftDrafts /> : <PastBanner here={here} place={place} at={at} />}
      {at === null && leftIn(here.network.me, here.network.card.network_id, here.plan).length > 0 && <LeftBulk />}
      {(at !== null || (looking.value && place.name !== "action")) && <TimeBar />}
      {/* Another moment has other rows: what stands here begins anew with them, while the way through the past stays. */}
      {place.name === "action" ? (
        <ActionCard key={`${place.action} ${here.at ?? ""}`} id={place.action} />
      ) : (
        <Fragment key={here.at ?? ""}>
          <PlanHead here={here} screen={screen} />
          {screenOf(screen, here)}
        </Fragment>
      )}
      <AddActionDialog />
      <ReasonDialog />
    </>
  );
}

function screenOf(name: PlanScreen, here: Here): ComponentChildren {
  switch (name) {
    case "plan":
      return <PlanTable />;
    case "board":
      return <Board />;
    case "timeline":
      return <Timeline />;
    case "structure":
      return <Structure />;
    case "conflicts":
      return <ConflictInbox />;
    case "plan_activity":
      return <Activity network={here.network} plan={here.plan} at={here.at} />;
    case "import":
      return <ImportPage />;
    case "process":
      return <Process />;
    case "dashboard":
      return <PlanFigures />;
    case "compare":
      return <Compare />;
  }
}

function PastBanner({ here, place, at }: { readonly here: Here; readonly place: PlanPlace; readonly at: string }) {
  const { network } = here;
  const when = useWhen(network, at);
  const version = network.store.all("version_list").find((other) => momentOf(network, other) === at);
  const now = place.name === "action" ? paths.action(network.card.network_id, place.plan, place.action) : paths.plan(network.card.network_id, place.plan, place.name);
  return (
    <div class="banner banner-past" role="status">
      <Icon name="clock" />
      <p>
        {version === undefined
          ? (inWords(network, at) ?? (when === null ? t("past.then") : t("past.banner", { when })))
          : t("past.banner_version", { label: version.label, when: longDayOf(version.published_at) })}{" "}
        {t("past.read_only")}
      </p>
      <a class="button button-small" href={now}>
        {t("past.back")}
      </a>
    </div>
  );
}

const TABS: readonly { readonly screen: PlanScreen; readonly title: Key; readonly past: boolean; readonly edits: boolean }[] = [
  { screen: "plan", title: "tab.table", past: true, edits: false },
  { screen: "board", title: "tab.board", past: true, edits: false },
  { screen: "timeline", title: "tab.timeline", past: true, edits: false },
  { screen: "structure", title: "tab.structure", past: true, edits: false },
  { screen: "process", title: "tab.process", past: true, edits: false },
  { screen: "dashboard", title: "tab.dashboard", past: true, edits: false },
  { screen: "conflicts", title: "tab.conflicts", past: false, edits: false },
  { screen: "plan_activity", title: "tab.activity", past: true, edits: false },
  { screen: "import", title: "tab.import", past: false, edits: true },
];

function PlanHead({ here, screen }: { readonly here: Here; readonly screen: PlanScreen }) {
  const { store, network } = here;
  const plan = store.row("plan_list", here.plan);
  // Counted apart: most changes change neither number, and then nothing is drawn again.
  const actions = useComputed(() => store.all("plan_board").filter((action) => action.plan_id === here.plan && !action.withdrawn));
  const counted = useComputed(() => `${plural("actions", actions.value.length)}, ${plural("plan.done", actions.value.filter((action) => action.status === "done").length)}`);
  const conflicts = useComputed(() => openConflicts(store).filter((conflict) => conflict.plan_id === here.plan).length).value;
  const others = distinct(network.presence.others(topicOf(here.plan)));
  const authority = plan === null ? null : network.store.row("member_list", plan.authority_id);
  const head = useRef<HTMLElement>(null);
  useEffect(() => {
    const tabs = head.current?.querySelector(".tabs ul");
    const tab = tabs?.querySelector<HTMLElement>("[aria-current]");
    if (tabs && tab) {
      tabs.scrollLeft = tab.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2; // on a phone they are one line, wider than it
    }
  }, [screen]);
  return (
    <header ref={head} class="plan-head">
      <div class="plan-title">
        <div>
          <p class="plan-authority quiet">{authority?.name ?? ""}</p>
          <h1 tabIndex={-1}>{plan?.title}</h1>
          <p class="plan-figures quiet">
            {counted}
            {plan?.withdrawn === true && <span class="badge status-abandoned">{t("plan.is_withdrawn")}</span>}
          </p>
        </div>
        <div class="plan-tools">
          <Avatars people={others} store={network.store} label={t("presence.here")} />
          {here.at === null && <Follow network={network.card.network_id} item={here.plan} title={plan?.title ?? ""} waiting={network.store.waiting("plan_list", here.plan)} />}
          {screen === "plan" && <TakeAlong />}
          {here.at === null && (
            <button
              type="button"
              class="button"
              aria-expanded={looking.value}
              onClick={() => {
                looking.value = !looking.value;
              }}
            >
              <Icon name="clock" />
              {t("time.open")}
            </button>
          )}
          {here.mayEdit && (
            <button
              type="button"
              class="button button-main"
              onClick={() => {
                adding.value = { axis: query.peek().get("axis"), parent: null };
              }}
            >
              <Icon name="plus" />
              {t("action.add")}
            </button>
          )}
        </div>
      </div>
      <nav class="tabs" aria-label={t("nav.plan")}>
        <ul>
          {TABS.filter(({ past, edits }) => (here.at === null || past) && (!edits || here.mayEdit)).map((tab) => (
            <li key={tab.screen}>
              <a href={atSameMoment(paths.plan(network.card.network_id, here.plan, tab.screen))} aria-current={tab.screen === screen ? "page" : undefined}>
                {t(tab.title)}
                {tab.screen === "conflicts" && conflicts > 0 && <span class="count">{conflicts}</span>}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}
