/** Invitations and what authorities answer; each answers for itself. */

import { useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { byName, list } from "../format.ts";
import { plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { LettersTold, MeetingList, MemberList, Reply } from "../types.ts";
import { Confirm } from "../parts/Confirm.tsx";
import { actsFor, useAttempt } from "./asking.ts";
import { Choice, Wrong } from "./Fields.tsx";

const REPLIES: readonly Reply[] = ["accepted", "declined", "represented"];

interface Props {
  readonly network: LiveNetwork;
  readonly meeting: MeetingList;
  readonly mayInvite: boolean;
  readonly open: boolean;
}

export function Answers({ network, meeting, mayInvite, open }: Props) {
  const { store } = network;
  const { wrong, busy, attempt } = useAttempt(network);
  const rights = store.row("rights", network.me);
  const answers = store.all("meeting_answers").filter(({ meeting_id }) => meeting_id === meeting.meeting_id);
  const invited = new Set(answers.flatMap(({ authority_id, invited_at }) => (invited_at === null ? [] : [authority_id])));
  const members = [...store.all("member_list")].filter(({ left_at }) => left_at === null).sort((a, b) => byName(a.name, b.name));
  const missing = members.filter(({ authority_id }) => !invited.has(authority_id)).map(({ authority_id }) => authority_id);
  const shown = members.filter(({ authority_id }) => answers.some((one) => one.authority_id === authority_id) || (open && actsFor(rights, authority_id)));
  const replied = (reply: Reply): number => answers.filter((one) => one.reply === reply).length;
  return (
    <section aria-labelledby="answers">
      <h2 id="answers">{t("meeting.answers")}</h2>
      <p role="status">
        {[plural("meeting.invited", invited.size), ...REPLIES.map((one) => plural(`meeting.replied.${one}`, replied(one)))].join(" · ")}
      </p>
      {mayInvite && missing.length > 0 && (
        <button type="button" class="button" aria-disabled={busy} onClick={() => void attempt(meeting.meeting_id, { tag: "meeting.invite", authorities: missing })}>
          {t("meeting.invite_all")}
        </button>
      )}
      {mayInvite && invited.size > 0 && <Letters network={network} meeting={meeting} />}
      <Wrong wrong={wrong} />
      {shown.length > 0 && (
        <details class="meeting-form">
          <summary>{t("meeting.answers_by_authority")}</summary>
          <ul class="meeting-lines">
            {shown.map((member) => (
              <Line key={member.authority_id} network={network} meeting={meeting} member={member} mine={open && actsFor(rights, member.authority_id)} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** Letters to those who have not answered, with programme and calendar file; and whom none reaches. */
function Letters({ network, meeting }: { readonly network: LiveNetwork; readonly meeting: MeetingList }) {
  const [told, setTold] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [revoking, setRevoking] = useState(false);
  const send = (): void => {
    setWrong(null);
    ask<LettersTold>("POST", `/networks/${network.card.network_id}/meetings/${meeting.meeting_id}/letters`)
      .then(({ letters, unreachable }) => {
        const names = unreachable.map((one) => network.store.row("member_list", one)?.name ?? "");
        setTold([plural("meeting.letters_wait", letters), ...(names.length === 0 ? [] : [t("meeting.unreachable", { names: list(names) })])].join(" "));
      })
      .catch((problem: unknown) => setWrong(explain(problem)));
  };
  const revoke = (): Promise<unknown> =>
    ask("DELETE", `/networks/${network.card.network_id}/meetings/${meeting.meeting_id}/letters`).then(() => setTold(t("meeting.letters_revoked")));
  return (
    <>
      <p class="meeting-tools">
        <button type="button" class="button" onClick={send}>
          {t("meeting.send_letters")}
        </button>
        <button type="button" class="button button-small" onClick={() => setRevoking(true)}>
          {t("meeting.revoke_letters")}
        </button>
      </p>
      {revoking && (
        <Confirm title={t("meeting.revoke_letters")} does={t("meeting.revoke_letters")} onConfirm={revoke} onClose={() => setRevoking(false)}>
          <p>{t("meeting.revoke_letters_about")}</p>
        </Confirm>
      )}
      <p role="status">{told}</p>
      <Wrong wrong={wrong} />
    </>
  );
}

interface LineProps {
  readonly network: LiveNetwork;
  readonly meeting: MeetingList;
  readonly member: MemberList;
  readonly mine: boolean;
}

function Line({ network, meeting, member, mine }: LineProps) {
  const { store } = network;
  const { wrong, busy, attempt } = useAttempt(network);
  const [by, setBy] = useState("");
  const row = store.all("meeting_answers").find((one) => one.meeting_id === meeting.meeting_id && one.authority_id === member.authority_id);
  const answer = (reply: Reply): void => {
    void attempt(meeting.meeting_id, { tag: "meeting.answer", authority: member.authority_id, reply, by: reply === "represented" ? by || null : null });
  };
  const by_whom = row?.represented_by === null || row?.represented_by === undefined ? null : (store.nameOf(row.represented_by)?.name ?? t("person.unknown"));
  return (
    <li>
      <span>
        {member.name}{" "}
        <span class="quiet">
          {row?.reply === null || row === undefined ? t("meeting.no_reply") : by_whom === null ? t(`meeting.reply.${row.reply}`) : t("meeting.represented_by", { name: by_whom })}
        </span>
      </span>
      {mine && (
        <span class="meeting-replies">
          <Choice
            label={t("meeting.representative", { name: member.name })}
            value={by}
            onValue={setBy}
            none={t("meeting.nobody")}
            options={[...store.people()].sort((a, b) => byName(a.name, b.name)).map(({ person_id, name }) => [person_id, name])}
          />
          {REPLIES.map((reply) => (
            <button
              key={reply}
              type="button"
              class="button button-small"
              aria-disabled={busy}
              aria-pressed={row?.reply === reply}
              aria-label={t("meeting.reply_for", { reply: t(`meeting.reply.${reply}`), name: member.name })}
              onClick={() => answer(reply)}
            >
              {t(`meeting.reply.${reply}`)}
            </button>
          ))}
        </span>
      )}
      <Wrong wrong={wrong} />
    </li>
  );
}
