/** The agenda: few items, each with its minutes, and a warning where they take longer than the meeting. */

import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, LINE } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { between, inOrder } from "../order.ts";
import { emptied } from "../typed.ts";
import type { MeetingAgenda, MeetingList } from "../types.ts";
import { useAttempt } from "./asking.ts";
import { Change, EditItem } from "./Edit.tsx";
import { agendaMinutes, later } from "./counting.ts";
import { Choice, Field, Form, minutesInWords, Wrong } from "./Fields.tsx";

interface Props {
  readonly network: LiveNetwork;
  readonly meeting: MeetingList;
  readonly mayEdit: boolean;
}

export function Agenda({ network, meeting, mayEdit }: Props) {
  const items = network.store
    .all("meeting_agenda")
    .filter(({ meeting_id, withdrawn }) => meeting_id === meeting.meeting_id && !withdrawn)
    .sort(inOrder(({ item_id }) => item_id));
  const taken = agendaMinutes(items);
  const begins = items.map((_, index) => (meeting.begins === null ? null : later(meeting.begins, agendaMinutes(items.slice(0, index)))));
  return (
    <section aria-labelledby="agenda">
      <h2 id="agenda">{t("meeting.agenda")}</h2>
      <div role="status">
        {taken > meeting.minutes && (
          <p class="meeting-alarm">{t("meeting.overloaded", { taken: minutesInWords(taken), minutes: minutesInWords(meeting.minutes) })}</p>
        )}
      </div>
      {items.length === 0 ? (
        <p class="quiet">{t("meeting.no_agenda")}</p>
      ) : (
        <ol class="meeting-lines">
          {items.map((item, index) => (
            <Line key={item.item_id} network={network} item={item} begins={begins[index] ?? null} before={items.slice(Math.max(0, index - 2), index)} mayEdit={mayEdit} />
          ))}
        </ol>
      )}
      {mayEdit && <Add network={network} meeting={meeting} last={items.at(-1)?.order_key ?? null} />}
    </section>
  );
}

interface LineProps {
  readonly network: LiveNetwork;
  readonly item: MeetingAgenda;
  readonly begins: string | null;
  /** The one or two items that stand above it. */
  readonly before: readonly MeetingAgenda[];
  readonly mayEdit: boolean;
}

function Line({ network, item, begins, before, mayEdit }: LineProps) {
  const { wrong, busy, attempt } = useAttempt(network);
  const above = before.at(-1);
  const up = (to: string): void => void attempt(item.meeting_id, { tag: "meeting.edit_item", item: item.item_id, order_key: { was: item.order_key, to } });
  return (
    <li>
      <span>
        {begins !== null && <span class="meeting-clock">{begins}</span>} {item.title} <span class="quiet">{minutesInWords(item.minutes)}</span>
      </span>
      {mayEdit && above !== undefined && (
        <button
          type="button"
          class="button button-small"
          aria-disabled={busy}
          aria-label={t("meeting.move_up_of", { title: item.title })}
          onClick={() => up(between(before.length > 1 ? (before[0]?.order_key ?? null) : null, above.order_key))}
        >
          {t("governance.move_up")}
        </button>
      )}
      {mayEdit && (
        <Change label={t("do.edit")} about={item.title}>
          {(close) => <EditItem network={network} item={item} onClose={close} />}
        </Change>
      )}
      {mayEdit && (
        <button
          type="button"
          class="button button-small"
          aria-disabled={busy}
          aria-label={t("meeting.withdraw_of", { title: item.title })}
          onClick={() => void attempt(item.meeting_id, { tag: "meeting.withdraw_item", item: item.item_id })}
        >
          {t("meeting.withdraw")}
        </button>
      )}
      <Wrong wrong={wrong} />
    </li>
  );
}

function Add({ network, meeting, last }: { readonly network: LiveNetwork; readonly meeting: MeetingList; readonly last: string | null }) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [title, setTitle] = useState("");
  const [minutes, setMinutes] = useState("30");
  const [theme, setTheme] = useState("");
  const themes = network.store.all("meeting_theme_list").filter(({ series_id, meeting_id, withdrawn }) => series_id === meeting.series_id && meeting_id === null && !withdrawn);
  const chosen = themes.find(({ theme_id }) => theme_id === theme);
  const add = async (): Promise<void> => {
    const named = title.trim() === "" ? (chosen?.title ?? "") : title.trim();
    const fault = excess(named, LINE) ?? (named === "" ? t("meeting.no_title") : null);
    say(fault);
    if (fault !== null) {
      return;
    }
    const item = { item: newId(), title: named, minutes: Number(minutes) || 0, order_key: between(last, null) };
    const done =
      chosen === undefined
        ? await attempt(meeting.meeting_id, { tag: "meeting.add_item", ...item })
        : await attempt(chosen.series_id, { tag: "together.schedule_theme", theme, meeting: meeting.meeting_id, ...item });
    if (done) {
      setTitle(emptied(title));
      setTheme(emptied(theme));
    }
  };
  return (
    <Form title={t("meeting.add_item")} does={t("meeting.add")} wrong={wrong} busy={busy} onSubmit={() => void add()}>
      {themes.length > 0 && (
        <Choice label={t("meeting.from_theme")} value={theme} onValue={setTheme} none={t("meeting.no_theme")} options={themes.map(({ theme_id, title: one }) => [theme_id, one])} />
      )}
      <Field label={t("meeting.item_title")} value={title} onValue={setTitle} />
      <Field label={t("meeting.item_minutes")} type="number" min={0} value={minutes} onValue={setMinutes} />
    </Form>
  );
}
