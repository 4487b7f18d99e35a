/** Where a comment is typed: its text, and who is mentioned, both kept as a draft until they are sent or given up. */

import type { Signal } from "@preact/signals";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { excess, TEXT } from "../length.ts";
import { begin, type Draft, end, rest, type } from "../live/drafts.ts";
import { Icon } from "../parts/Icon.tsx";
import { nameOf } from "../parts/People.tsx";
import { useTaking } from "../stand.ts";
import type { Uuid } from "../types.ts";
import { type About, mentionable } from "./about.ts";
import { Mention } from "./Mention.tsx";

interface Props {
  readonly about: About;
  readonly draft: Signal<Draft | null>;
  /** Who is mentioned in it, as a draft beside the draft: ids, a space between them. */
  readonly called: Signal<Draft | null>;
  readonly label: string;
  readonly does: string;
  readonly first: string;
  readonly mentions: readonly Uuid[];
  readonly focus: boolean;
  /** The text, who is mentioned, and the text that was there when it began. */
  readonly onSend: (text: string, mentions: readonly Uuid[], seen: string) => void;
  readonly onCancel?: () => void;
}

export function Writing({ about, draft, called, label, does, first, mentions, focus, onSend, onCancel }: Props) {
  const { store } = about.network;
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const left = useRef<number | null>(null); // where the sign stood that led to the names
  const [wrong, setWrong] = useState<string | null>(null);
  const form = useTaking<HTMLFormElement>(focus);
  useEffect(
    () => () => {
      rest(draft);
      rest(called);
    },
    [draft, called],
  );
  const text = draft.value?.text ?? first;
  const chosen = called.value === null ? mentions : called.value.text.split(" ").filter((one) => one !== "");
  const choose = (people: readonly Uuid[]): void => {
    begin(called, null, mentions.join(" "));
    type(called, people.join(" "));
  };
  const write = (typed: string): void => {
    begin(draft, first, first);
    type(draft, typed);
  };
  const back = (sign: string): void => {
    const caret = left.current;
    left.current = null;
    if (caret !== null && sign !== "") {
      write(text.slice(0, caret) + sign + text.slice(caret));
    }
    area.current?.focus();
  };
  const leave = (): void => {
    end(draft);
    end(called);
    setWrong(null);
  };
  const send = (): void => {
    const wanted = text.trim();
    const fault = wanted === "" ? t("wrong.empty") : excess(wanted, TEXT);
    setWrong(fault);
    if (fault !== null) {
      area.current?.focus();
      return;
    }
    const seen = typeof draft.peek()?.was === "string" ? String(draft.peek()?.was) : first;
    leave();
    onSend(wanted, chosen, seen);
  };
  return (
    <form
      ref={form}
      class="comment-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label for={id}>{label}</label>
      <textarea
        ref={area}
        id={id}
        class="control"
        rows={3}
        value={text}
        data-field={onCancel === undefined ? "comment" : undefined}
        aria-invalid={wrong !== null}
        aria-describedby={`${id}hint ${id}wrong`}
        onInput={(event) => {
          const { value, selectionStart: caret } = event.currentTarget;
          if ((event as InputEvent).data === "@" && /(^|\s)@$/u.test(value.slice(0, caret))) {
            left.current = caret - 1; // from here on a name is looked for, in the field below
            write(value.slice(0, caret - 1) + value.slice(caret));
            search.current?.focus();
          } else {
            write(value);
          }
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            send();
          }
        }}
      />
      <p id={`${id}hint`} class="hint">
        {t("comments.hint")}
      </p>
      {chosen.length > 0 && (
        <ul class="mentioned" aria-label={t("comments.mentioned")}>
          {chosen.map((person) => (
            <li key={person}>
              <button
                type="button"
                class="chip"
                onClick={() => {
                  choose(chosen.filter((other) => other !== person));
                  area.current?.focus();
                }}
              >
                <span class="hidden">{t("comments.not_for")} </span>
                {nameOf(store, person)}
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Mention
        field={search}
        people={mentionable(about).filter(({ value }) => !chosen.includes(value))}
        onChoose={(person) => {
          choose([...chosen, person]);
          back("");
        }}
        onLeave={() => back("@")}
      />
      <p class="comment-send">
        <button type="submit" class="button button-main">
          {does}
        </button>{" "}
        {onCancel !== undefined && (
          <button
            type="button"
            class="button"
            onClick={() => {
              leave();
              onCancel();
            }}
          >
            {t("do.cancel")}
          </button>
        )}
      </p>
      <p id={`${id}wrong`} class="wrong" role="alert">
        {wrong}
      </p>
    </form>
  );
}
