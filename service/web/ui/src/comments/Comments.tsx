/** What people say about an item, each in their own name: read, answered one level deep, changed and taken away. */

import "../styles/comments.css";
import { useEffect, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { list, moment } from "../format.ts";
import { newId } from "../ids.ts";
import { plural, t } from "../i18n.ts";
import { draftOf } from "../live/drafts.ts";
import { Icon } from "../parts/Icon.tsx";
import { Avatar, nameOf } from "../parts/People.tsx";
import { said } from "../plan/fields.ts";
import { mayInvite } from "../plan/here.ts";
import { HistoryButton } from "../plan/HistoryButton.tsx";
import { address } from "../router.ts";
import type { CommentList, Uuid } from "../types.ts";
import { type About, anchorOf, mayComment, mayTurn, threadsOf } from "./about.ts";
import { Writing } from "./Writing.tsx";

export function Comments(props: About) {
  const { network, item, at } = props;
  const then = usePast(props);
  const rows = then.rows ?? network.store.all("comment_list").filter(({ item_id }) => item_id === item);
  const may = mayComment(props);
  const { hash } = address.value;
  const sought = hash.startsWith("#comment-") && network.connection.state.value !== "online" && !rows.some(({ comment_id }) => hash === `#${anchorOf(comment_id)}`);
  if (at !== null && then.rows === null) {
    return (
      <p class={then.failure === null ? "quiet" : "wrong"} aria-busy={then.failure === null}>
        {then.failure ?? t("loading")}
      </p>
    );
  }
  const count = rows.filter(({ withdrawn }) => !withdrawn).length;
  return (
    <div class="comments field-wide" data-drawing={sought || undefined}>
      <p class="quiet">{count === 0 ? t(may ? "comments.none_write" : "comments.none") : plural("comments.count", count)}</p>
      {rows.length > 0 && (
        <ol class="rows said-list">
          {threadsOf(rows).map(({ first, answers }) => (
            <One key={first.comment_id} row={first} about={props} may={may} answers={answers} />
          ))}
        </ol>
      )}
      {may && <New about={props} answers={null} />}
      {props.over === true && at === null && <p class="hint">{t("comments.over")}</p>}
    </div>
  );
}

/** The comments of a past moment: they come by themselves, whatever they are on. */
function usePast({ network, item, at }: About): { readonly rows: readonly CommentList[] | null; readonly failure: string | null } {
  const [rows, setRows] = useState<readonly CommentList[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    setRows(null);
    setFailure(null);
    if (at === null) {
      return undefined;
    }
    const left = new AbortController();
    ask<readonly CommentList[]>("GET", `/networks/${network.card.network_id}/items/${item}/comments?limit=500&at=${encodeURIComponent(at)}`, undefined, left.signal)
      .then((found) => !left.signal.aborted && setRows(found))
      .catch((problem: unknown) => !left.signal.aborted && setFailure(explain(problem)));
    return () => left.abort();
  }, [network, item, at]);
  return at === null ? { rows: null, failure: null } : { rows, failure };
}

interface OneProps {
  readonly row: CommentList;
  readonly about: About;
  readonly may: boolean;
  /** Those to a comment that began something; none to an answer. */
  readonly answers?: readonly CommentList[];
}

function One({ row, about, may, answers }: OneProps) {
  const { network } = about;
  const { store } = network;
  const [editing, setEditing] = useState(() => draftOf(row.comment_id, "edit").peek() !== null);
  const [answering, setAnswering] = useState(() => draftOf(row.comment_id, "answer").peek() !== null);
  const who = nameOf(store, row.author_id);
  const anchor = anchorOf(row.comment_id);
  const facilitates = mayInvite(store.row("rights", network.me)); // in its history is also the way to take a text out of it
  const turns = about.at === null && !network.card.archived && mayTurn(about, row);
  const turn = (): void => {
    const summary = t(row.withdrawn ? "comments.restored" : "comments.withdrawn_now");
    const set = row.withdrawn ? { withdrawn: false, withdrawn_by: null } : { withdrawn: true, withdrawn_by: network.me };
    void network.ask(row.comment_id, { tag: row.withdrawn ? "comment.restore" : "comment.withdraw" }, { previews: [{ table: "comment_list", key: row.comment_id, set }], subject: about.title, summary });
  };
  return (
    <li id={anchor} tabIndex={-1}>
      <Avatar person={row.author_id} name={who} />
      <div class="comment">
        <p>
          <strong>{who}</strong>{" "}
          <a class="quiet" href={`#${anchor}`}>
            {moment(row.written_at)}
            <span class="hidden"> {t("comments.link")}</span>
          </a>
          {row.edited_at !== null && !row.withdrawn && <span class="quiet"> {t("comments.edited", { when: moment(row.edited_at) })}</span>}
          {store.waiting("comment_list", row.comment_id) && (
            <span class="mark-waiting">
              <Icon name="send" />
              {t("row.waiting")}
            </span>
          )}
        </p>
        {row.withdrawn && <p class="quiet">{t("comments.withdrawn_by", { who: nameOf(store, row.withdrawn_by ?? row.author_id) })}</p>}
        {!row.withdrawn && row.mentions.length > 0 && (
          <p class="quiet">
            <Icon name="person" /> {t("comments.for", { who: list(row.mentions.map((person) => nameOf(store, person))) })}
          </p>
        )}
        {editing && !row.withdrawn ? <Change row={row} about={about} onDone={() => setEditing(false)} /> : !row.withdrawn && <p class="field-value">{said(row.text)}</p>}
        {!editing && (
          <p class="note-do">
            {may && answers !== undefined && !row.withdrawn && !answering && <Small icon="to_discuss" label={t("comments.answer")} who={who} onClick={() => setAnswering(true)} />}{" "}
            {may && row.author_id === network.me && !row.withdrawn && <Small icon="pen" label={t("comments.edit")} who={who} onClick={() => setEditing(true)} />}{" "}
            {turns && <Small icon={row.withdrawn ? "restore" : "bin"} label={t(row.withdrawn ? "comments.restore" : "comments.withdraw")} who={who} onClick={turn} />}{" "}
            {about.at === null && (row.edited_at !== null || row.withdrawn || facilitates) && <HistoryButton network={network} kind="comment" item={row.comment_id} name={who} small />}
          </p>
        )}
        {answers !== undefined && answers.length > 0 && (
          <ol class="rows said-list" aria-label={t("comments.answers_to", { who })}>
            {answers.map((answer) => (
              <One key={answer.comment_id} row={answer} about={about} may={may} />
            ))}
          </ol>
        )}
        {answering && may && !row.withdrawn && <New about={about} answers={row.comment_id} who={who} onDone={() => setAnswering(false)} />}
      </div>
    </li>
  );
}

interface SmallProps {
  readonly icon: "to_discuss" | "pen" | "bin" | "restore";
  readonly label: string;
  readonly who: string;
  readonly onClick: () => void;
}

function Small({ icon, label, who, onClick }: SmallProps) {
  return (
    <button type="button" class="button button-small" onClick={onClick}>
      <Icon name={icon} />
      {label}
      <span class="hidden"> {t("comments.of", { who })}</span>
    </button>
  );
}

interface NewProps {
  readonly about: About;
  readonly answers: Uuid | null;
  /** Whom it answers. */
  readonly who?: string;
  readonly onDone?: () => void;
}

function New({ about, answers, who = "", onDone }: NewProps) {
  const { network, about: on, item, plan, title } = about;
  const send = (text: string, mentions: readonly Uuid[]): void => {
    const stream = newId();
    const row: CommentList = {
      comment_id: stream,
      network_id: network.card.network_id,
      about: on,
      item_id: item,
      plan_id: plan,
      answers_id: answers,
      author_id: network.me,
      text,
      mentions,
      written_at: new Date().toISOString(),
      edited_at: null,
      withdrawn: false,
      withdrawn_by: null,
    };
    const previews = [{ table: "comment_list", key: stream, set: row, fresh: true } as const];
    void network.ask(stream, { tag: "comment.write", on, item, plan, answers, text, mentions }, { previews, subject: title, summary: t("comments.written", { text }) });
    onDone?.();
  };
  return (
    <Writing
      about={about}
      draft={draftOf(answers ?? item, answers === null ? "comment" : "answer")}
      called={draftOf(`called-${answers ?? item}`, answers === null ? "comment" : "answer")}
      label={answers === null ? t("comments.new") : t("comments.answer_to", { who })}
      does={t(answers === null ? "comments.write" : "comments.answer")}
      first=""
      mentions={[]}
      focus={answers !== null}
      onSend={send}
      {...(onDone === undefined ? {} : { onCancel: onDone })}
    />
  );
}

/** What was seen when the edit began is what is sent with it; what others do meanwhile leaves the draft alone. */
function Change({ row, about, onDone }: { readonly row: CommentList; readonly about: About; readonly onDone: () => void }) {
  const { network, title } = about;
  const [was] = useState(row);
  const send = (text: string, mentions: readonly Uuid[], seen: string): void => {
    const add = mentions.filter((person) => !was.mentions.includes(person));
    const remove = was.mentions.filter((person) => !mentions.includes(person));
    const wishes = { ...(text === seen ? {} : { text: { was: seen, to: text } }), ...(add.length + remove.length === 0 ? {} : { mentions: { add, remove } }) };
    if (Object.keys(wishes).length > 0) {
      const previews = [{ table: "comment_list", key: row.comment_id, set: { text, mentions } } as const];
      void network.ask(row.comment_id, { tag: "comment.edit", ...wishes }, { previews, subject: title, summary: t("comments.changed", { text }) });
    }
    onDone();
  };
  return (
    <Writing
      about={about}
      draft={draftOf(row.comment_id, "edit")}
      called={draftOf(`called-${row.comment_id}`, "edit")}
      label={t("comments.edit_own")}
      does={t("comments.save")}
      first={was.text}
      mentions={was.mentions}
      focus
      onSend={send}
      onCancel={onDone}
    />
  );
}
