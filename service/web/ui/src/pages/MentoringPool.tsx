/** The pool: who offers to mentor, one's own offer, and a request to whoever suits, with the reasons why. */

import { useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { byName, list } from "../format.ts";
import { lookup, t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { useAttempt } from "../meeting/asking.ts";
import { Choice, Field, Form, Wrong } from "../meeting/Fields.tsx";
import { notify } from "../notices.ts";
import { nameOf } from "../parts/People.tsx";
import { emptied } from "../typed.ts";
import type { Match, MentorList, Situation, Uuid } from "../types.ts";
import { lines, ownAuthorities } from "./Mentoring.tsx";

const SITUATIONS: readonly Situation[] = ["newcomer", "in_difficulty"];

interface Props {
  readonly network: LiveNetwork;
  readonly myOffer: Uuid | null;
  readonly takes: boolean;
}

export function Pool({ network, myOffer, takes }: Props) {
  const { store, me } = network;
  const offers = store
    .all("mentor_list")
    .filter(({ withdrawn }) => !withdrawn)
    .sort((a, b) => byName(nameOf(store, a.person_id), nameOf(store, b.person_id)));
  const own = offers.find(({ person_id }) => person_id === me) ?? null;
  return (
    <section aria-labelledby="mentoring-pool">
      <h2 id="mentoring-pool">{t("mentoring.pool")}</h2>
      {offers.length === 0 ? (
        <p class="quiet">{t("mentoring.no_mentor")}</p>
      ) : (
        <ul class="meeting-lines">
          {offers.map((row) => (
            <li key={row.offer_id}>
              <span>
                <strong>{nameOf(store, row.person_id)}</strong>
                {row.authority_id !== null && ` (${store.row("member_list", row.authority_id)?.name ?? ""})`}{" "}
                <span class="quiet">{[list(row.themes), t("mentoring.places", { capacity: row.capacity })].join(" · ")}</span> {row.paused && <span class="chip">{t("mentoring.paused")}</span>}
              </span>
              {row.person_id === me && takes && <Standing network={network} row={row} />}
            </li>
          ))}
        </ul>
      )}
      {takes && myOffer !== null && <Offer key={own === null ? "new" : own.offer_id} network={network} stream={myOffer} own={own} />}
    </section>
  );
}

function Standing({ network, row }: { readonly network: LiveNetwork; readonly row: MentorList }) {
  const { wrong, busy, attempt } = useAttempt(network);
  const taken = network.store.row("mentor_places", row.offer_id)?.taken ?? 0;
  const does = (tag: "mentor.pause" | "mentor.resume" | "mentor.withdraw") => () => void attempt(row.offer_id, { tag });
  return (
    <span>
      <span class="quiet">{t("mentoring.my_places", { taken, capacity: row.capacity })}</span>{" "}
      <button type="button" class="button button-small" aria-disabled={busy} onClick={does(row.paused ? "mentor.resume" : "mentor.pause")}>
        {t(row.paused ? "mentoring.resume" : "mentoring.pause")}
      </button>{" "}
      <button type="button" class="button button-small" aria-disabled={busy} onClick={does("mentor.withdraw")}>
        {t("mentoring.withdraw_offer")}
      </button>
      <Wrong wrong={wrong} />
    </span>
  );
}

function Offer({ network, stream, own }: { readonly network: LiveNetwork; readonly stream: Uuid; readonly own: MentorList | null }) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [seen, see] = useState(own); // what the form began with: what is sent says what was seen
  const [themes, setThemes] = useState((own?.themes ?? []).join("\n"));
  const [places, setPlaces] = useState(String(own?.capacity ?? 1));
  const [authority, setAuthority] = useState("");
  const mine = ownAuthorities(network);
  const send = async (): Promise<void> => {
    const capacity = Number(places);
    const wanted = lines(themes);
    const fault = wanted.length === 0 || wanted.some((one) => one.length > 60) || !Number.isInteger(capacity) || capacity < 1 || capacity > 50;
    say(fault ? t("mentoring.offer_incomplete") : null);
    if (fault) {
      return;
    }
    if (seen === null) {
      await attempt(stream, { tag: "mentor.offer", themes: wanted, capacity, ...(authority === "" ? {} : { authority }) });
      return;
    }
    const add = wanted.filter((one) => !seen.themes.includes(one));
    const remove = seen.themes.filter((one) => !wanted.includes(one));
    if (await attempt(stream, { tag: "mentor.edit", themes: { add, remove }, capacity: { was: seen.capacity, to: capacity } })) {
      see({ ...seen, themes: wanted, capacity });
    }
  };
  return (
    <Form title={t(seen === null ? "mentoring.offer_title" : "mentoring.change_offer")} does={t(seen === null ? "mentoring.offer" : "mentoring.save")} wrong={wrong} busy={busy} onSubmit={() => void send()}>
      <Field label={t("mentoring.themes")} type="area" value={themes} onValue={setThemes} />
      <Field label={t("mentoring.capacity")} type="number" min={1} value={places} onValue={setPlaces} />
      {seen === null && mine.length > 0 && <Choice label={t("mentoring.for_authority")} value={authority} onValue={setAuthority} none={t("mentoring.own_name")} options={mine} />}
    </Form>
  );
}

/** With what, on what, for how many; then who suits and why, each to be asked. */
export function Request({ network }: { readonly network: LiveNetwork }) {
  const { store, card } = network;
  const { wrong, busy, attempt, say } = useAttempt(network);
  const mine = ownAuthorities(network);
  const [situation, setSituation] = useState<string>("newcomer");
  const [need, setNeed] = useState("");
  const [themes, setThemes] = useState("");
  const [size, setSize] = useState("");
  const [authority, setAuthority] = useState(mine[0]?.[0] ?? "");
  const [found, setFound] = useState<readonly Match[] | null>(null);
  const search = (): void => {
    const fault = need.trim() === "" ? t("mentoring.request_incomplete") : excess(need, TEXT);
    say(fault);
    if (fault !== null) {
      return;
    }
    const asked = new URLSearchParams(lines(themes).map((one) => ["theme", one]));
    if (/^[1-9]\d*$/.test(size)) {
      asked.set("size", size);
    }
    if (authority !== "") {
      asked.set("authority", authority);
    }
    ask<readonly Match[]>("GET", `/networks/${card.network_id}/mentoring/matches?${asked.toString()}`).then(setFound, (problem: unknown) => say(explain(problem)));
  };
  const request = async (offer: Uuid, who: string): Promise<void> => {
    const told = { situation: situation as Situation, need: need.trim(), themes: lines(themes), ...(authority === "" ? {} : { authority }), ...(/^[1-9]\d*$/.test(size) ? { size: Number(size) } : {}) };
    if (await attempt(newId(), { tag: "mentorship.request", offer, ...told })) {
      setFound(null);
      setNeed(emptied(need));
      notify("done", t("mentoring.asked", { who }));
    }
  };
  return (
    <section aria-labelledby="mentoring-request">
      <h2 id="mentoring-request">{t("mentoring.request")}</h2>
      <Form title={t("mentoring.request_title")} does={t("mentoring.search")} wrong={wrong} busy={busy} onSubmit={search}>
        <Choice label={t("mentoring.situation")} value={situation} onValue={setSituation} options={SITUATIONS.map((one) => [one, lookup(`situation.${one}`) ?? one])} />
        <Field label={t("mentoring.need")} type="area" value={need} onValue={setNeed} />
        <Field label={t("mentoring.themes")} type="area" value={themes} onValue={setThemes} />
        <Field label={t("mentoring.size")} type="number" min={1} value={size} onValue={setSize} />
        {mine.length > 0 && <Choice label={t("mentoring.for_authority")} value={authority} onValue={setAuthority} none={t("mentoring.own_name")} options={mine} />}
      </Form>
      <div role="status">{found !== null && found.length === 0 && <p>{t("mentoring.no_match")}</p>}</div>
      {found !== null && found.length > 0 && (
        <>
          <h3>{t("mentoring.matches")}</h3>
          <ol class="meeting-lines">
            {found.map((match) => {
              const who = nameOf(store, store.row("mentor_list", match.offer_id)?.person_id ?? "");
              return (
                <li key={match.offer_id}>
                  <span>
                    <strong>{who}</strong> <span class="quiet">{match.reasons.map(inWords).join(" · ")}</span> <span class="chip">{t("mentoring.score", { score: match.score })}</span>
                  </span>
                  <button type="button" class="button" aria-disabled={busy} onClick={() => void request(match.offer_id, who)}>
                    {t("mentoring.ask_mentor", { who })}
                  </button>
                </li>
              );
            })}
          </ol>
        </>
      )}
    </section>
  );
}

function inWords({ reason, points, words }: Match["reasons"][number]): string {
  const told = reason === "initiative" ? (lookup(`initiative.${words ?? ""}`) ?? "") : (words ?? "");
  return t("mentoring.points", { reason: lookup(`match_reason.${reason}`, { words: told }) ?? reason, points });
}
