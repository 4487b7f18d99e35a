/** What a screen says: marks, people, figures, messages, the state of the connection, and what stands where there is nothing yet. */

import { useMemo } from "preact/hooks";
import { count } from "../format.ts";
import { t } from "../i18n.ts";
import type { Link } from "../live/connection.ts";
import { notify } from "../notices.ts";
import { AsOf } from "../parts/AsOf.tsx";
import { Bars } from "../parts/charts/Bars.tsx";
import { Lines } from "../parts/charts/Lines.tsx";
import { Members } from "../parts/charts/Members.tsx";
import { Dashboard } from "../parts/Dashboard.tsx";
import { Icon, type IconName, ICONS, Mark } from "../parts/Icon.tsx";
import { later } from "../parts/Later.tsx";
import { Avatars, nameOf } from "../parts/People.tsx";
import { ProofReach, Rewritten } from "../parts/ProofReach.tsx";
import { Reworded } from "../parts/Reworded.tsx";
import { AimMarks, Late, PriorityMark, Status } from "../parts/Status.tsx";
import { EmptyPlan } from "../plan/EmptyPlan.tsx";
import { AIMS, PRIORITIES, REDACTED, STATUSES } from "../plan/fields.ts";
import { HereIs } from "../plan/here.ts";
import { LinkState } from "../shell/LinkState.tsx";
import type { SnapRow } from "../types.ts";
import { ACTION, AXIS, broken, FIGURES, held, here, linked, LONG, NETWORK, network, people, PLAN } from "./examples.ts";
import { Kind, Shown } from "./Shown.tsx";

const LINKS: readonly Link[] = ["connecting", "online", "catching_up", "reconnecting", "offline", "stopped"];
const Never = later<object>(() => Promise.reject(new Error()));

export function Says() {
  const links = useMemo(() => [...LINKS.map((state) => linked(state)), linked("online", "poll")], []);
  return (
    <>
      <Kind title="gallery.marks">
        <Shown part="Status">
          {STATUSES.map((status) => (
            <Status key={status} status={status} />
          ))}
          <Late action={ACTION} today="2026-03-04" />
          {PRIORITIES.map((priority) => (
            <PriorityMark key={priority} priority={priority} />
          ))}
          <AimMarks aims={ACTION.aims} all={AIMS} />
          <AimMarks aims={[]} all={AIMS} />
          <span class="chip">{t("demo.title")}</span>
          <span class="chip">{LONG}</span>
          <span class="count">{STATUSES.length}</span>
        </Shown>
        <Shown part="Icon">
          <Mark />
          {ICONS.map((name: IconName) => (
            <Icon key={name} name={name} />
          ))}
        </Shown>
        <Shown part="People">
          <Avatars people={people.slice(0, 1)} store={network.store} label={t("gallery.rest")} />
          <Avatars people={people} store={network.store} label={t("gallery.long")} />
          <span class="writing">
            <Icon name="pen" /> {t("presence.writing", { who: nameOf(network.store, people[2] ?? "") })}
          </span>
        </Shown>
        <Shown part="Reworded">
          <p>
            <Reworded before="Des lignes et des horaires" after="Des lignes, des horaires et des gilets" closely />
          </p>
          <p>
            <Reworded before={ACTION.title} after={LONG} closely={false} />
          </p>
        </Shown>
        <Shown part="redacted">
          <p>{REDACTED}</p>
        </Shown>
      </Kind>
      <Kind title="gallery.states">
        <Shown part="LinkState">
          <div class="top gallery-bar">
            {links.map((one, at) => (
              <LinkState key={at} network={one} />
            ))}
          </div>
        </Shown>
        <Shown part="ProofReach">
          <ProofReach log={held} />
          <Rewritten log={broken} />
        </Shown>
        <Shown part="AsOf">
          <AsOf<{ rows: readonly SnapRow[] }> network={network} path="/gallery-past" rows={({ rows }) => rows} told="gallery.past" now="/gallery">
            {(_, at) => <p>{at ?? t("gallery.rest")}</p>}
          </AsOf>
        </Shown>
        <Shown part="Notices">
          {(["done", "conflict", "problem"] as const).map((kind) => (
            <button key={kind} type="button" class="button" onClick={() => notify(kind, kind === "done" ? ACTION.title : LONG)}>
              <Icon name={kind === "problem" ? "late" : kind} />
              {t(`gallery.notice_${kind}`)}
            </button>
          ))}
        </Shown>
        <Shown part="messages">
          <p class="wrong">{t("wrong.empty")}</p>
          <p class="wrong wrong-box">{t("failure.unreachable")}</p>
          <div class="banner banner-demo">
            <Icon name="flag" />
            <p>{t("demo.sentence")}</p>
          </div>
        </Shown>
      </Kind>
      <Kind title="gallery.nothing">
        <Shown part="EmptyPlan">
          <HereIs value={here()}>
            <EmptyPlan />
          </HereIs>
          <HereIs value={here(false)}>
            <EmptyPlan />
          </HereIs>
        </Shown>
        <Shown part="Later">
          <Never />
        </Shown>
      </Kind>
      <Kind title="gallery.figures">
        <Shown part="Bars Patterns">
          <Bars
            summary={t("gallery.figures")}
            most={9}
            bars={[
              { name: ACTION.title, label: count(9), bands: [STATUSES.map((kind, at) => ({ kind, value: at % 3 }))] },
              { name: LONG, label: count(0), bands: [[]] },
            ]}
            legend={STATUSES.map((kind) => ({ kind, name: t(`status.${kind}`) }))}
          />
        </Shown>
        <Shown part="Lines">
          <Lines summary={t("gallery.figures")} days={["2026-01-31", "2026-02-28", "2026-03-04"]} courses={[{ kind: "done", name: t("status.done"), values: [0, 2, 4] }]} />
        </Shown>
        <Shown part="Members">
          <Members network={NETWORK} at={null} figures={FIGURES} level="h3" onAsk={() => undefined} />
        </Shown>
        <Shown part="Dashboard Course Tile Tiles">
          <Dashboard
            network={network}
            subject={PLAN}
            parts={[{ name: AXIS.title, href: null, depth: 0, of: new Set([AXIS.axis_id]) }]}
            partTitle={t("dashboard.axis")}
            home="/gallery"
          />
        </Shown>
      </Kind>
    </>
  );
}
