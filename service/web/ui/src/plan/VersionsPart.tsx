/** Versions of a plan and named moments: what has a name in the past stays as it was, whatever is added later. */

import { useId, useState } from "preact/hooks";
import { dayAt, longDayOf } from "../format.ts";
import { newId } from "../ids.ts";
import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { notify } from "../notices.ts";
import { Follow } from "../parts/Follow.tsx";
import { Icon } from "../parts/Icon.tsx";
import { nameOf } from "../parts/People.tsx";
import { paths } from "../router.ts";
import type { MomentList, VersionList } from "../types.ts";
import { askPlan } from "./edit.ts";
import { said } from "./fields.ts";
import { useHere } from "./here.ts";
import { HistoryButton } from "./HistoryButton.tsx";
import { addressOf, kindOf, longDay, momentOf, seenAt } from "./moments.ts";
import { EditMoment } from "./NameMoment.tsx";
import { PublicVersion } from "./PublicVersion.tsx";

/** What has a name in the past of the plan, versions and moments in one list, the newest day first. */
export function VersionsPart() {
  const here = useHere();
  const { network, store, plan } = here;
  const versions = store.all("version_list").filter((version) => version.plan_id === plan);
  // Names are those of today, also over the past: there, those that were given by then.
  const until = here.at === null ? Number.POSITIVE_INFINITY : Number(here.at.split(".")[1]);
  const moments = network.store.all("moment_list").filter(({ plan_id, named_position }) => (plan_id === null || plan_id === plan) && named_position <= until);
  const standing = moments.filter(({ withdrawn }) => !withdrawn);
  const withdrawn = moments.filter((one) => one.withdrawn);
  const lines = [
    ...versions.map((version) => ({ key: version.version_id, day: dayAt(new Date(version.published_at)), line: <VersionLine version={version} /> })),
    ...standing.map((named) => ({ key: named.moment_id, day: named.held_on, line: <MomentLine named={named} /> })),
  ].sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0));
  return (
    <section class="part" aria-labelledby="versions-title">
      <h2 id="versions-title">{t("structure.versions")}</h2>
      <p class="hint">{t("version.explained")}</p>
      {lines.length === 0 && <p class="empty">{t("version.none")}</p>}
      <ul class="rows versions">
        {lines.map(({ key, line }) => (
          <li key={key}>{line}</li>
        ))}
      </ul>
      {here.mayEdit && <Publish />}
      {here.mayEdit && withdrawn.length > 0 && (
        <ul class="rows withdrawn">
          {withdrawn.map((named) => (
            <li key={named.moment_id}>
              <span>{t("moment.withdrawn", { title: named.title })}</span>
              <button type="button" class="button button-small" onClick={() => void turn(network, named, false)}>
                <Icon name="restore" />
                {t("action.restore")}
                <span class="hidden"> {named.title}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function VersionLine({ version }: { readonly version: VersionList }) {
  const here = useHere();
  return (
    <>
      <Icon name="flag" />
      <strong>{version.label}</strong>
      <span class="quiet">{t("version.published", { who: nameOf(here.store, version.published_by), when: longDayOf(version.published_at) })}</span>
      <a class="button button-small" href={seenAt(paths.plan(here.network.card.network_id, here.plan), momentOf(here.network, version))}>
        <Icon name="eye" />
        {t("version.see")}
        <span class="hidden"> {version.label}</span>
      </a>
      <Since at={momentOf(here.network, version)} title={version.label} />
      <PublicVersion version={version} />
    </>
  );
}

/** What changed since then. */
function Since({ at, title }: { readonly at: string; readonly title: string }) {
  const { network, plan } = useHere();
  return (
    <>
      <a class="button button-small" href={`${paths.plan(network.card.network_id, plan, "compare")}?from=${encodeURIComponent(at)}`}>
        {t("compare.since")}
        <span class="hidden"> {title}</span>
      </a>
      <a class="button button-small" href={`${paths.council(network.card.network_id)}?plan=${plan}&since=${encodeURIComponent(at)}`}>
        {t("council.since_then")}
        <span class="hidden"> {title}</span>
      </a>
    </>
  );
}

function MomentLine({ named }: { readonly named: MomentList }) {
  const here = useHere();
  const { network } = here;
  const [editing, setEditing] = useState(false);
  return (
    <>
      <Icon name="clock" />
      <strong>{said(named.title)}</strong>
      <span class="quiet">
        {t(named.plan_id === null ? "moment.line_network" : "moment.line", { kind: kindOf(named), when: longDay(named.held_on), who: nameOf(here.store, named.named_by) })}
      </span>
      <a class="button button-small" href={seenAt(paths.plan(network.card.network_id, here.plan), addressOf(named))}>
        <Icon name="eye" />
        {t("moment.see")}
        <span class="hidden"> {named.title}</span>
      </a>
      <Since at={addressOf(named)} title={named.title} />
      {here.at === null && <Follow network={network.card.network_id} item={named.moment_id} title={named.title} listed />}
      {here.at === null && <HistoryButton network={network} kind="moment" item={named.moment_id} name={named.title} small />}
      {here.mayEdit && (
        <>
          <button type="button" class="button button-small" onClick={() => setEditing(true)}>
            <Icon name="pen" />
            {t("moment.edit")}
            <span class="hidden"> {named.title}</span>
          </button>
          <button type="button" class="button button-small" onClick={() => void turn(network, named, true)}>
            <Icon name="bin" />
            {t("moment.withdraw")}
            <span class="hidden"> {named.title}</span>
          </button>
        </>
      )}
      {named.description !== null && <p class="versions-said">{said(named.description)}</p>}
      {editing && <EditMoment named={named} onClose={() => setEditing(false)} />}
    </>
  );
}

/** Take a moment off the list, or put it back; it leads where it led all the same. */
function turn(network: LiveNetwork, named: MomentList, withdrawn: boolean): Promise<unknown> {
  return network.ask(
    named.moment_id,
    { tag: withdrawn ? "moment.withdraw" : "moment.restore" },
    {
      previews: [{ table: "moment_list", key: named.moment_id, set: { withdrawn } }],
      subject: named.title,
      summary: t(withdrawn ? "summary.withdrawn" : "summary.restored"),
    },
  );
}

function Publish() {
  const here = useHere();
  const id = useId();
  const [label, setLabel] = useState("");
  const [wrong, setWrong] = useState(false);
  return (
    <form
      class="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = label.trim();
        if (wanted === "") {
          setWrong(true);
          return;
        }
        setWrong(false);
        setLabel("");
        void askPlan(
          here,
          { tag: "action_plan.publish", version: newId(), label: wanted },
          { previews: [], subject: wanted, summary: t("summary.published") },
        ).then((answer) => {
          if ("receipt" in answer) {
            notify("done", t("version.done", { label: wanted }));
          }
        });
      }}
    >
      <div class="grow">
        <label for={id}>{t("version.new")}</label>
        <input
          id={id}
          class="control"
          maxLength={300}
          autocomplete="off"
          placeholder={t("version.example")}
          value={label}
          aria-invalid={wrong}
          aria-describedby={`${id}wrong`}
          onInput={(event) => setLabel(event.currentTarget.value)}
        />
      </div>
      <button type="submit" class="button button-main">
        <Icon name="flag" />
        {t("version.publish")}
      </button>
      <p id={`${id}wrong`} class="wrong">
        {wrong && t("wrong.empty")}
      </p>
    </form>
  );
}
