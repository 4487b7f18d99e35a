/**
 * A letter that invites to a meeting, answered by whoever holds it, without an account.
 *
 * Mail scanners open links, so opening this page answers nothing: a person presses a button.
 */

import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { ask, explain } from "../api.ts";
import { day } from "../format.ts";
import { t } from "../i18n.ts";
import { Choice, Wrong } from "../meeting/Fields.tsx";
import type { LetterPage, Reply } from "../types.ts";

const REPLIES: readonly Reply[] = ["accepted", "declined", "represented"];

/** What stood behind the # of the link. Taken out of the address at once, so that it stays in no history and on no screenshot. */
const token = signal("");

function takeToken(): void {
  if (location.pathname === "/answer" && location.hash.length > 1) {
    token.value = location.hash.slice(1);
    history.replaceState(null, "", "/answer");
  }
}

takeToken();
addEventListener("hashchange", takeToken);

export function Letter() {
  return <Held key={token.value} secret={token.value} />;
}

function Held({ secret }: { readonly secret: string }) {
  const [letter, setLetter] = useState<LetterPage | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [by, setBy] = useState("");
  const told = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    ask<LetterPage>("POST", "/letters", { token: secret === "" ? "-" : secret })
      .then((found) => {
        setLetter(found);
        setBy(found.represented_by ?? "");
      })
      .catch((problem: unknown) => setWrong(explain(problem)));
  }, [secret]);
  const answer = async (reply: Reply): Promise<void> => {
    if (busy) {
      return;
    }
    setBusy(true);
    setWrong(null);
    try {
      const now = await ask<LetterPage>("POST", "/letters/answer", { token: secret, reply, by: reply === "represented" ? by || null : null });
      setLetter(now);
      announce(t("letter.answered", { reply: t(`meeting.reply.${reply}`) }));
      told.current?.focus();
    } catch (problem) {
      setWrong(explain(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="narrow" aria-busy={letter === null && wrong === null}>
      <h1 tabIndex={-1}>{letter === null ? t("letter.title") : letter.title}</h1>
      {letter !== null && (
        <>
          <p class="lead-in">
            {[day(letter.held_on), letter.begins === null ? null : t("meeting.at", { at: letter.begins }), letter.place].filter((part) => part !== null).join(" · ")}
          </p>
          <p>{t("letter.about", { network: letter.network, authority: letter.authority })}</p>
          <p ref={told} tabIndex={-1} role="status" class={letter.reply === null ? "quiet" : "letter-said"}>
            {letter.reply === null ? t("letter.none_yet") : t("letter.answered", { reply: saidOf(letter) })}
          </p>
          {letter.colleagues.length > 0 && (
            <Choice
              label={t("meeting.representative", { name: letter.authority })}
              value={by}
              onValue={setBy}
              none={t("meeting.nobody")}
              options={letter.colleagues.map(({ person_id, name }) => [person_id, name] as const)}
            />
          )}
          <p class="meeting-taps">
            {REPLIES.filter((reply) => reply !== "represented" || letter.colleagues.length > 0).map((reply) => (
              <button key={reply} type="button" class="button meeting-tap" aria-disabled={busy} aria-pressed={letter.reply === reply} onClick={() => void answer(reply)}>
                {t(`meeting.reply.${reply}`)}
              </button>
            ))}
          </p>
          <p class="hint">{t(letter.colleagues.length > 0 ? "letter.until" : "letter.until_alone")}</p>
        </>
      )}
      <Wrong wrong={wrong} />
    </div>
  );
}

function saidOf({ reply, represented_by, colleagues }: LetterPage): string {
  const name = colleagues.find(({ person_id }) => person_id === represented_by)?.name;
  return name === undefined ? t(`meeting.reply.${reply ?? "accepted"}`) : t("meeting.represented_by", { name });
}
