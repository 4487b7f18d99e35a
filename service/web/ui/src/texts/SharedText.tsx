/**
 * A text that several people write at once, in the field that it stands in.
 *
 * Its document is opened while somebody writes in it, here or elsewhere; all others see the row. Where there is no
 * document (no connection yet, a service that knows none, nobody's right), it is a field that is saved when it is left.
 */

import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { t } from "../i18n.ts";
import { excess, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Icon } from "../parts/Icon.tsx";
import { distinct, nameOf } from "../parts/People.tsx";
import { REDACTED } from "../plan/fields.ts";
import { refusal } from "../refusals.ts";
import type { Uuid } from "../types.ts";
import type { TextDocument } from "./document.ts";
import { Hands } from "./hands.ts";

/** Someone who goes on writing is not announced again before they have paused for so long. */
const PAUSE = 10_000;

interface Props {
  readonly network: LiveNetwork;
  /** The text, what it is called, and what its row says. */
  readonly item: Uuid;
  readonly subject: string;
  readonly value: string | null;
  readonly label: string;
  /** Where people see who writes in it. */
  readonly topic: string;
  /** Save it where there is no document. */
  readonly onSave: (was: string | null, to: string | null) => void;
}

export function SharedText({ network, item, subject, value, label, topic, onSave }: Props) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const entered = useRef(value);
  const [hands, setHands] = useState<Hands | null>(null);
  const [focused, setFocused] = useState(false);
  const others = distinct(network.presence.on(topic, item).filter(({ state }) => state?.field === "text" && state.mode === "edit"));
  const wrong = hands?.wrong.value ?? null;
  const shared = useDocument(network, item, focused || others.length > 0 || wrong !== null);
  const stage = shared?.stage.value ?? null;
  const shown = value === null || value === REDACTED ? "" : value;

  useLayoutEffect(() => {
    if (field.current === null) {
      return;
    }
    const made = new Hands(field.current, (text) => excess(text, TEXT));
    setHands(made);
    return () => made.close();
  }, []);
  useLayoutEffect(() => {
    if (!focused && hands?.wrong.peek() === null) {
      entered.current = value;
      hands.show(shown);
    }
  }, [hands, focused, value, shown]);
  useLayoutEffect(() => {
    if (hands !== null && shared !== null && stage === "open") {
      hands.attach(shared);
    } else if (hands?.detach() === true) {
      entered.current = value;
      hands.show(shown);
    }
  }, [hands, shared, stage]);
  useEffect(() => {
    if (shared === null || !focused) {
      return;
    }
    const heard = new Map<Uuid, number>();
    shared.onOther = (by) => {
      if (Date.now() - (heard.get(by) ?? 0) > PAUSE) {
        announce(t("shared_text.other", { who: nameOf(network.store, by), item: subject }));
      }
      heard.set(by, Date.now());
    };
    return () => {
      shared.onOther = null;
    };
  }, [network, shared, focused, subject]);

  const here = (writing: boolean): void => {
    setFocused(writing);
    network.presence.tell(topic, writing ? { item, field: "text", mode: "edit" } : { item: null, field: null, mode: "view" });
  };
  const leave = (): void => {
    here(false);
    if (hands === null || hands.wrong.peek() !== null) {
      return; // what is too long stays in its field until it fits
    }
    const alone = hands.alone();
    if (alone === null) {
      shared?.flush(true);
    } else if (alone.to !== alone.was) {
      const to = alone.to.trim();
      hands.show(to);
      if (to !== alone.was) {
        onSave(entered.current, to === "" ? null : to);
      }
    }
  };
  const state = stateOf(network, item, shared, stage, focused);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        ref={field}
        id={id}
        class="control shared-text"
        rows={4}
        placeholder={value === REDACTED ? t("redact.marker") : undefined}
        data-field={stage === "open" && wrong === null && network.unsent.kept.value ? "text" : undefined}
        aria-invalid={wrong !== null}
        aria-describedby={`${id}notes`}
        onFocus={() => here(true)}
        onBlur={leave}
      />
      <div class="notes" id={`${id}notes`}>
        {wrong !== null && (
          <p class="wrong">
            <Icon name="late" />
            {wrong}
          </p>
        )}
        {others.map((person) => (
          <p key={person} class="writing">
            <Icon name="pen" />
            {t("presence.writing", { who: nameOf(network.store, person) })}
          </p>
        ))}
        {wrong === null && <p class="quiet shared-text-state">{state}</p>}
      </div>
    </div>
  );
}

/** Is what stands in the field with the service? Said in words, never more than is true. */
function stateOf(network: LiveNetwork, item: Uuid, shared: TextDocument | null, stage: TextDocument["stage"]["value"] | null, focused: boolean): string | null {
  const online = network.connection.state.value === "online";
  if (network.unsent.waiting.value.has(item) || shared?.typing.value === true) {
    return t(online ? "shared_text.saving" : network.unsent.kept.value ? "shared_text.waiting" : "outbox.not_kept");
  }
  if (!focused) {
    return null;
  }
  return stage === "open" ? t("shared_text.saved") : online ? null : t("shared_text.alone");
}

/** The document of a text, while it is wanted and until it is left; fetched with the first that is. */
function useDocument(network: LiveNetwork, item: Uuid, wanted: boolean): TextDocument | null {
  const [shared, setShared] = useState<TextDocument | null>(null);
  const gone = shared?.stage.value === "gone";
  useEffect(() => {
    if (gone) {
      setShared(null);
    }
  }, [gone]);
  useEffect(() => {
    if (!wanted || gone) {
      return;
    }
    let left = false;
    let letGo: (() => void) | null = null;
    import("./document.ts")
      .then(({ documentOf }) => {
        if (!left) {
          const found = documentOf(network, item);
          letGo = found.hold();
          setShared(found);
        }
      })
      .catch(() => undefined); // without it, the field is saved when it is left
    return () => {
      left = true;
      letGo?.();
    };
  }, [network, item, wanted, gone]);
  return gone ? null : shared;
}

/** What the service did not take of the texts of this page: whole, to be copied, until its writer puts it away. */
export function SetAside({ network, subjects }: { readonly network: LiveNetwork; readonly subjects: ReadonlyMap<Uuid, string> }) {
  const id = useId();
  return network.unsent.aside.value
    .filter(({ section }) => subjects.has(section))
    .map((aside) => (
      <div key={aside.key} class="field conflict">
        <p class="wrong">
          <Icon name="late" />
          {t("shared_text.aside", { item: subjects.get(aside.section) ?? "" })} {refusal(aside.why.code) ?? aside.why.detail}
        </p>
        <label for={id + aside.key}>{t("shared_text.aside_label")}</label>
        <textarea id={id + aside.key} class="control" readOnly value={aside.text} />
        <button type="button" class="button button-small" onClick={() => network.unsent.putAway(aside)}>
          {t("shared_text.put_away")}
        </button>
      </div>
    ));
}
