/** Who had which role on a day, who was shut out and what was kept to whom: since when, by whose doing and why. It grants nothing. */

import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { byName, list, longDayOf, today } from "../format.ts";
import { plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { nameOf } from "../parts/People.tsx";
import { said } from "../plan/fields.ts";
import { inWords, isDay } from "../plan/moments.ts";
import { go, paths, query } from "../router.ts";
import type { Instant, RightsThen, Uuid } from "../types.ts";
import { roleInWords } from "./RolesDialog.tsx";

export function RightsReport({ network }: { readonly network: LiveNetwork }) {
  const { store, card } = network;
  const at = query.value.get("at");
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [found, setFound] = useState<RightsThen | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    let stale = false;
    setTyped(null);
    ask<RightsThen>("GET", `/networks/${card.network_id}/rights/report${at === null ? "" : `?at=${encodeURIComponent(at)}`}`)
      .then((report) => {
        if (!stale) {
          setFound(report);
          setFailure(null);
        }
      })
      .catch((problem: unknown) => !stale && setFailure(explain(problem)));
    return () => {
      stale = true;
    };
  }, [network, at, network.connection.begun.value]);
  const by = (person: Uuid): string => (person === card.network_id ? t("person.service") : nameOf(store, person));
  const whence = ({ since, by: doer, reason }: { readonly since: Instant; readonly by: Uuid; readonly reason: string | null }) => (
    <>
      <td>{longDayOf(since)}</td>
      <td>{by(doer)}</td>
      <td>{reason === null ? "" : said(reason)}</td>
    </>
  );
  const roles = [...(found?.roles ?? [])].sort((a, b) => byName(nameOf(store, a.person_id), nameOf(store, b.person_id)));
  return (
    <div class="page rights-report">
      <h1 tabIndex={-1}>{t("rights.title")}</h1>
      <p class="hint">{t("rights.explained")}</p>
      <form
        class="time-day"
        onSubmit={(event) => {
          event.preventDefault();
          go(`${paths.rights(card.network_id)}?at=${encodeURIComponent(typed ?? at ?? today())}`);
        }}
      >
        <label for={id}>{t("time.day")}</label>
        <input id={id} class="control" type="date" required max={today()} value={typed ?? (at !== null && isDay(at) ? at : today())} onInput={(event) => setTyped(event.currentTarget.value)} />
        <button type="submit" class="button">
          {t("time.see")}
        </button>
        {at !== null && <a href={paths.rights(card.network_id)}>{t("past.back")}</a>}
      </form>
      <p role="status">{failure ?? (found === null ? t("loading") : `${at === null ? t("rights.now") : (inWords(network, at) ?? t("past.named"))} ${plural("rights.count", roles.length)}`)}</p>
      {found !== null && failure === null && (
        <>
          <Told title={t("rights.roles")} heads={[t("rights.person"), t("rights.role")]}>
            {roles.map((one) => (
              <tr key={`${one.person_id} ${one.role} ${one.authority_id ?? ""} ${one.topics.join(" ")}`}>
                <th scope="row">{nameOf(store, one.person_id)}</th>
                <td>
                  {roleInWords(store, one)} {one.suspended && <span class="chip">{t("members.suspended")}</span>}
                </td>
                {whence(one)}
              </tr>
            ))}
          </Told>
          {found.suspensions.length > 0 && (
            <Told title={t("rights.suspensions")} heads={[t("rights.person")]}>
              {found.suspensions.map((one) => (
                <tr key={one.person_id}>
                  <th scope="row">{nameOf(store, one.person_id)}</th>
                  {whence(one)}
                </tr>
              ))}
            </Told>
          )}
          {found.restrictions.length > 0 && (
            <Told title={t("rights.restrictions")} heads={[t("rights.item"), t("rights.parties")]}>
              {found.restrictions.map((one) => (
                <tr key={one.item_id}>
                  <th scope="row">
                    {/* Who looks after the network is not always told what is kept: there it stands who is. */}
                    <a href={paths.plan(card.network_id, one.plan_id, "structure")}>{said(store.row("plan_list", one.plan_id)?.title ?? t("rights.action"))}</a>
                  </th>
                  <td>{list(one.parties.map((person) => nameOf(store, person)))}</td>
                  {whence(one)}
                </tr>
              ))}
            </Told>
          )}
        </>
      )}
    </div>
  );
}

interface ToldProps {
  readonly title: string;
  readonly heads: readonly string[];
  readonly children: ComponentChildren;
}

function Told({ title, heads, children }: ToldProps) {
  return (
    <>
      <h2>{title}</h2>
      <div class="table-scroll" role="region" aria-label={title} tabIndex={0}>
        <table class="report">
          <thead>
            <tr>
              {[...heads, t("rights.since"), t("rights.by"), t("rights.why")].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
    </>
  );
}
