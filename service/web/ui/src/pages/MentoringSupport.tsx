/** Technical support: which member an adviser helps, and the tools that were handed over. */

import { useState } from "preact/hooks";
import { byName, dayOf } from "../format.ts";
import { t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, LINE, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { facilitates, useAttempt } from "../meeting/asking.ts";
import { Choice, Field, Form, Wrong } from "../meeting/Fields.tsx";
import { nameOf } from "../parts/People.tsx";
import { HistoryButton } from "../plan/HistoryButton.tsx";
import { emptied } from "../typed.ts";
import type { SupportFileList } from "../types.ts";

export function Support({ network, takes }: { readonly network: LiveNetwork; readonly takes: boolean }) {
  const rows = [...network.store.all("support_file_list")].sort((a, b) => (a.opened_at < b.opened_at ? 1 : -1));
  return (
    <section aria-labelledby="mentoring-support">
      <h2 id="mentoring-support">{t("mentoring.support")}</h2>
      {rows.length === 0 && <p class="quiet">{t("mentoring.no_support")}</p>}
      <ul class="mentoring-questions">
        {rows.map((row) => (
          <File key={row.file_id} network={network} row={row} takes={takes} />
        ))}
      </ul>
      {takes && <Open network={network} />}
    </section>
  );
}

function File({ network, row, takes }: { readonly network: LiveNetwork; readonly row: SupportFileList; readonly takes: boolean }) {
  const { store, me } = network;
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [name, setName] = useState("");
  const [notes, setNotes] = useState("");
  const [reason, setReason] = useState("");
  const member = store.row("member_list", row.authority_id)?.name ?? "";
  const keeps = takes && (row.adviser_id === me || facilitates(store.row("rights", me)));
  const deliver = async (): Promise<void> => {
    const fault = name.trim() === "" ? t("mentoring.incomplete") : (excess(name, LINE) ?? excess(notes, TEXT));
    say(fault);
    const told = { tool: newId(), name: name.trim(), ...(notes.trim() === "" ? {} : { notes: notes.trim() }) };
    if (fault === null && (await attempt(row.file_id, { tag: "support_file.deliver_tool", ...told }))) {
      setName(emptied(name));
      setNotes(emptied(notes));
    }
  };
  return (
    <li>
      <div class="plan-title">
        <h3>{member}</h3>
        <HistoryButton network={network} kind="support_file" item={row.file_id} name={member} small />
      </div>
      <p class="meeting-text">{row.need}</p>
      <p class="quiet">{[t("mentoring.advised_by", { who: nameOf(store, row.adviser_id) }), dayOf(row.opened_at)].join(" · ")}</p>
      {row.closed_at !== null && <p>{t("mentoring.closed_with", { reason: row.reason ?? "" })}</p>}
      <ul class="meeting-lines">
        {row.tools
          .filter(({ withdrawn }) => !withdrawn)
          .map((tool) => (
            <li key={tool.tool_id}>
              <span>
                <strong>{tool.name}</strong> <span class="quiet meeting-text">{tool.notes}</span>
              </span>
              {keeps && row.closed_at === null && (
                <button type="button" class="button button-small" aria-disabled={busy} onClick={() => void attempt(row.file_id, { tag: "support_file.take_tool_back", tool: tool.tool_id })}>
                  {t("mentoring.tool_back", { tool: tool.name })}
                </button>
              )}
            </li>
          ))}
      </ul>
      {keeps && row.closed_at === null && (
        <>
          <Form title={t("mentoring.deliver")} does={t("mentoring.deliver")} wrong={wrong} busy={busy} onSubmit={() => void deliver()}>
            <Field label={t("mentoring.tool")} value={name} onValue={setName} />
            <Field label={t("mentoring.tool_notes")} type="area" value={notes} onValue={setNotes} />
          </Form>
          <Form title={t("mentoring.close_support")} does={t("mentoring.close_support")} wrong={wrong} busy={busy} onSubmit={() => void attempt(row.file_id, { tag: "support_file.close" }, reason.trim() === "" ? undefined : reason.trim())}>
            <Field label={t("mentoring.reason")} value={reason} onValue={setReason} />
          </Form>
        </>
      )}
      {keeps && row.closed_at !== null && (
        <>
          <button type="button" class="button" aria-disabled={busy} onClick={() => void attempt(row.file_id, { tag: "support_file.reopen" })}>
            {t("mentoring.reopen_support")}
          </button>
          <Wrong wrong={wrong} />
        </>
      )}
    </li>
  );
}

function Open({ network }: { readonly network: LiveNetwork }) {
  const { store, me } = network;
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [authority, setAuthority] = useState("");
  const [adviser, setAdviser] = useState(me);
  const [need, setNeed] = useState("");
  const members = [...store.all("member_list")]
    .filter(({ left_at }) => left_at === null)
    .sort((a, b) => byName(a.name, b.name))
    .map((one) => [one.authority_id, one.name] as const);
  const people = facilitates(store.row("rights", me))
    ? [...store.people()].sort((a, b) => byName(a.name, b.name)).map((one) => [one.person_id, one.name] as const)
    : [[me, nameOf(store, me)] as const];
  const open = async (): Promise<void> => {
    const fault = authority === "" || need.trim() === "" ? t("mentoring.incomplete") : excess(need, TEXT);
    say(fault);
    if (fault === null && (await attempt(newId(), { tag: "support_file.open", authority, adviser, need: need.trim() }))) {
      setNeed(emptied(need));
      setAuthority(emptied(authority));
    }
  };
  return (
    <Form title={t("mentoring.open_support")} does={t("mentoring.open_support")} wrong={wrong} busy={busy} onSubmit={() => void open()}>
      <Choice label={t("mentoring.authority")} value={authority} onValue={setAuthority} none={t("mentoring.choose")} options={members} />
      <Choice label={t("mentoring.adviser")} value={adviser} onValue={setAdviser} options={people} />
      <Field label={t("mentoring.need")} type="area" value={need} onValue={setNeed} />
    </Form>
  );
}
