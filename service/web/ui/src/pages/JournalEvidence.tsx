/** What can be taken along to check a log without this service, and who took what along so far. */

import { useEffect, useState } from "preact/hooks";
import { ask, askFile, explain } from "../api.ts";
import { byName, moment } from "../format.ts";
import { lookup, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Choice } from "../meeting/Fields.tsx";
import { nameOf } from "../parts/People.tsx";
import type { Exported } from "../types.ts";

export function JournalEvidence({ network }: { readonly network: LiveNetwork }) {
  const { store, card, me } = network;
  const [plan, setPlan] = useState("");
  const [busy, setBusy] = useState(false);
  const [taken, setTaken] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [exports, setExports] = useState<readonly Exported[] | null>(null);
  const base = `/networks/${card.network_id}`;
  useEffect(() => {
    let gone = false;
    ask<readonly Exported[]>("GET", `${base}/exports`).then(
      (found) => !gone && setExports(found),
      (problem: unknown) => !gone && setFailure(explain(problem)),
    );
    return () => {
      gone = true;
    };
  }, [base, taken]);
  // Who may not read everything may take plans along, and not the network.
  const whole = store.row("rights", me)?.roles.some(({ role, topics }) => role === "auditor" && topics.length === 0) === true;
  const plans = store
    .all("plan_list")
    .map(({ plan_id, title }) => [plan_id, title] as const)
    .sort((a, b) => byName(a[1], b[1]));
  const chosen = plan !== "" || whole ? plan : (plans[0]?.[0] ?? "");
  const take = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const { name, file } = await askFile(`${base}/evidence/bundle`, chosen === "" ? {} : { plan: chosen });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = name;
      link.click();
      URL.revokeObjectURL(link.href);
      setTaken(name);
    } catch (problem) {
      setFailure(explain(problem));
    }
    setBusy(false);
  };
  return (
    <section class="journal-evidence">
      <h2 id="take" tabIndex={-1}>
        {t("journal.take")}
      </h2>
      <p class="quiet">{t("journal.take_about")}</p>
      {chosen === "" && !whole ? (
        <p>{t("journal.take_none")}</p>
      ) : (
        <>
          <div class="meeting-fields">
            <Choice label={t("journal.take_what")} value={chosen} onValue={setPlan} options={plans} {...(whole ? { none: t("journal.take_all") } : {})} />
          </div>
          <button type="button" class="button" aria-disabled={busy} onClick={() => !busy && void take()}>
            {t("journal.take_do")}
          </button>
        </>
      )}
      <div role="status">
        {failure !== null && <p class="wrong">{failure}</p>}
        {taken !== null && (
          <>
            <p>{t("journal.taken", { name: taken })}</p>
            <pre class="stored" tabIndex={0} role="region" aria-label={t("journal.take_check")}>{`club21 audit verify ${taken}\nunzip -j ${taken} verify.py && python3 verify.py ${taken}`}</pre>
          </>
        )}
      </div>
      <h2>{t("journal.left")}</h2>
      {exports === null && failure === null && <p class="quiet">{t("loading")}</p>}
      {exports !== null && exports.length === 0 && <p class="empty">{t("journal.left_none")}</p>}
      <ul class="told">
        {exports?.map(({ export_id, person_id, what, about, at }) => (
          <li key={export_id}>
            <time dateTime={at} class="quiet">
              {moment(at)}
            </time>{" "}
            {person_id === card.network_id ? t("person.service") : nameOf(store, person_id)}, {lookup(`journal.left.${what}`) ?? what}{" "}
            {about !== null && <span class="quiet">{store.row("plan_list", about)?.title ?? store.row("meeting_list", about)?.title ?? ""}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
