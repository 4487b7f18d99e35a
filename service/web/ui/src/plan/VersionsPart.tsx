/** Versions of a plan: what was published stays as it was, whatever is added later. */

import { useId, useState } from "preact/hooks";
import { longDayOf } from "../format.ts";
import { newId } from "../ids.ts";
import { t } from "../i18n.ts";
import { notify } from "../notices.ts";
import { Icon } from "../parts/Icon.tsx";
import { nameOf } from "../parts/People.tsx";
import { paths } from "../router.ts";
import { askPlan } from "./edit.ts";
import { useHere } from "./here.ts";
import { momentOf } from "./moments.ts";
import { PublicVersion } from "./PublicVersion.tsx";

export function VersionsPart() {
  const here = useHere();
  const versions = here.store
    .all("version_list")
    .filter((version) => version.plan_id === here.plan)
    .sort((a, b) => (a.published_at < b.published_at ? 1 : -1));
  return (
    <section class="part" aria-labelledby="versions-title">
      <h2 id="versions-title">{t("structure.versions")}</h2>
      <p class="hint">{t("version.explained")}</p>
      {versions.length === 0 && <p class="empty">{t("version.none")}</p>}
      <ul class="rows versions">
        {versions.map((version) => (
          <li key={version.version_id}>
            <Icon name="flag" />
            <strong>{version.label}</strong>
            <span class="quiet">
              {t("version.published", { who: nameOf(here.store, version.published_by), when: longDayOf(version.published_at) })}
            </span>
            <a class="button button-small" href={`${paths.plan(here.network.card.network_id, here.plan)}?at=${momentOf(here.network, version)}`}>
              <Icon name="eye" />
              {t("version.see")}
              <span class="hidden"> {version.label}</span>
            </a>
            <PublicVersion version={version} />
          </li>
        ))}
      </ul>
      {here.mayEdit && <Publish />}
    </section>
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
