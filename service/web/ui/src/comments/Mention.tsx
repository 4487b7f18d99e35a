/** Whom to mention: a field that finds people by what is typed, worked by keys, by pointer and by ear. */

import type { RefObject } from "preact";
import { useId, useState } from "preact/hooks";
import { t } from "../i18n.ts";
import type { Uuid } from "../types.ts";

const MOST = 8;

interface Props {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly people: readonly { readonly value: Uuid; readonly label: string }[];
  readonly onChoose: (person: Uuid) => void;
  /** Nobody was chosen after all: back to the text. */
  readonly onLeave: () => void;
}

/** Without accents and capitals, as names are looked for. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

export function Mention({ field, people, onChoose, onLeave }: Props) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const found = people.filter(({ label }) => plain(label).split(/[\s-]/u).some((part) => part.startsWith(plain(typed))) || plain(label).startsWith(plain(typed))).slice(0, MOST);
  const shown = open && found.length > 0;
  const active = shown ? found[Math.min(at, found.length - 1)] : undefined;
  const optionOf = (person: Uuid): string => `${id}-${person}`;
  const choose = (person: Uuid): void => {
    setTyped("");
    setOpen(false);
    onChoose(person);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      setAt(shown ? (Math.min(at, found.length - 1) + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length : 0);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault(); // here it chooses, and does not send
      if (active !== undefined) {
        choose(active.value);
      }
    } else if (event.key === "Escape" || (event.key === "Backspace" && typed === "")) {
      event.preventDefault();
      event.stopPropagation();
      setTyped("");
      setOpen(false);
      onLeave();
    }
  };
  return (
    <div class="mention">
      <label for={id}>{t("comments.mention")}</label>
      <input
        ref={field}
        id={id}
        class="control"
        role="combobox"
        autocomplete="off"
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls={`${id}list`}
        aria-activedescendant={active === undefined ? undefined : optionOf(active.value)}
        value={typed}
        onFocus={() => {
          setOpen(true);
          setAt(0);
        }}
        onBlur={() => setOpen(false)}
        onInput={(event) => {
          setTyped(event.currentTarget.value.replace(/^@/u, ""));
          setOpen(true);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={`${id}list`} role="listbox" aria-label={t("comments.mention")} hidden={!shown}>
        {found.map(({ value, label }) => (
          <li
            key={value}
            id={optionOf(value)}
            role="option"
            aria-selected={value === active?.value}
            onPointerDown={(event) => {
              event.preventDefault(); // the field keeps the focus until it is chosen
              choose(value);
            }}
          >
            {label}
          </li>
        ))}
      </ul>
      <p class="hidden" role="status">
        {open && found.length === 0 ? t("comments.nobody") : ""}
      </p>
    </div>
  );
}
