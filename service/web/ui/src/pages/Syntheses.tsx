/** The syntheses of a network: what was said in which workshops, brought together. */

import { useId, useState } from "preact/hooks";
import { dayOf } from "../format.ts";
import { plural, t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, LINE } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { organises, useAttempt } from "../meeting/asking.ts";
import { Field, Form } from "../meeting/Fields.tsx";
import { go, paths } from "../router.ts";

export function Syntheses({ network }: { readonly network: LiveNetwork }) {
  const { store, connection, card } = network;
  const rows = [...store.all("synthesis_list")].sort((a, b) => (a.opened_at < b.opened_at ? 1 : -1));
  const may = organises(store.row("rights", network.me)) && !card.archived;
  const waiting = rows.length === 0 && connection.state.value !== "online";
  return (
    <div class="page meetings">
      <h1 tabIndex={-1}>{t("nav.syntheses")}</h1>
      <p class="lead-in">{t("synthesis.about")}</p>
      {rows.length === 0 && (
        <p class="empty" aria-busy={waiting}>
          {t(waiting ? "loading" : may ? "synthesis.none_yours" : "synthesis.none_yet")}
        </p>
      )}
      {rows.length > 0 && (
        <ul class="meeting-lines">
          {rows.map((row) => (
            <li key={row.synthesis_id}>
              <a href={paths.synthesis(card.network_id, row.synthesis_id)}>{row.title}</a>
              <span class="quiet">
                {plural("synthesis.workshops", row.workshop_ids.length)} · {dayOf(row.opened_at)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {may && <Open network={network} />}
    </div>
  );
}

function Open({ network }: { readonly network: LiveNetwork }) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [title, setTitle] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const legend = useId();
  const workshops = [...network.store.all("workshop_list")].sort((a, b) => (a.opened_at < b.opened_at ? -1 : 1));
  const open = async (): Promise<void> => {
    const fault = excess(title, LINE) ?? (title.trim() === "" || chosen.length === 0 ? t("synthesis.open_incomplete") : null);
    say(fault);
    const synthesis = newId();
    if (fault === null && (await attempt(synthesis, { tag: "synthesis.open", title: title.trim(), workshops: chosen }))) {
      go(paths.synthesis(network.card.network_id, synthesis));
    }
  };
  return (
    <Form title={t("synthesis.open")} does={t("synthesis.open_now")} wrong={wrong} busy={busy} onSubmit={() => void open()}>
      <Field label={t("synthesis.title")} value={title} onValue={setTitle} />
      <fieldset>
        <legend id={legend}>{t("synthesis.of_workshops")}</legend>
        {workshops.length === 0 && <p class="quiet">{t("synthesis.no_workshop")}</p>}
        {workshops.map((row) => (
          <label key={row.workshop_id} class="choice">
            <input
              type="checkbox"
              checked={chosen.includes(row.workshop_id)}
              onChange={(event) =>
                setChosen(event.currentTarget.checked ? [...chosen, row.workshop_id] : chosen.filter((one) => one !== row.workshop_id))
              }
            />{" "}
            {row.title}
          </label>
        ))}
      </fieldset>
    </Form>
  );
}
