/** Is what I see up to date, and is what I typed saved? Said in words, never more than is true. */

import { useEffect, useRef } from "preact/hooks";
import { announce } from "../announce.ts";
import { plural, t, type Key } from "../i18n.ts";
import type { Link } from "../live/connection.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Entry } from "../live/outbox.ts";
import { Icon } from "../parts/Icon.tsx";
import { Menu } from "../parts/Menu.tsx";
import { refusal } from "../refusals.ts";
import { ended } from "../session.ts";

const WORDS: Readonly<Record<Link, Key>> = {
  connecting: "link.connecting",
  online: "link.online",
  catching_up: "link.catching_up",
  reconnecting: "link.reconnecting",
  offline: "link.offline",
  stopped: "link.stopped",
};

export function LinkState({ network }: { readonly network: LiveNetwork }) {
  const { state: link, late } = network.connection;
  const state = link.value === "online" && late.value ? "catching_up" : link.value;
  const slow = state === "online" && network.connection.road.value !== "socket";
  // Whoever is signed out is not offline: the service is there, and tells them nothing.
  const words: Key = ended.value ? "link.ended" : slow ? "link.online_slow" : WORDS[state];
  const entries = network.outbox.entries.value;
  const waiting = entries.filter(({ refused }) => refused === null);
  const refused = entries.filter((entry) => entry.refused !== null);
  const kept = network.outbox.kept.value;
  const before = useRef<Link>("connecting");
  useEffect(() => {
    // A short wait between two states is nobody's news; being cut off, and being back, are.
    const away = state === "offline" || state === "stopped";
    const wasAway = before.current === "offline" || before.current === "stopped";
    if (away !== wasAway && (away || state === "online")) {
      announce(t(ended.peek() ? "link.ended" : WORDS[state]));
    }
    if (away || state === "online") {
      before.current = state;
    }
  }, [state]);
  const problem = refused.length > 0;
  return (
    <Menu
      side="end"
      kind={`link link-${problem ? "refused" : state}${slow ? " link-slow" : ""}`}
      summary={
        <>
          <Icon name={problem ? "late" : state === "online" ? "online" : state === "offline" || state === "stopped" ? "cloud_off" : "in_progress"} />
          <span class="link-words">{problem ? plural("outbox.refused", refused.length) : t(words)}</span>
          {waiting.length > 0 && <span class="link-waiting">{plural("outbox.waiting_short", waiting.length)}</span>}
        </>
      }
    >
      <div class="outbox">
        <p>{t(words === "link.online" && waiting.length > 0 ? "link.online_waiting_long" : (`${words}_long` as Key))}</p>
        {(state === "stopped" || state === "offline") && !ended.value && (
          <p>
            <button type="button" class="button button-small" data-stay onClick={() => network.connection.reopen()}>
              {t(state === "stopped" ? "link.again" : "failure.again")}
            </button>
          </p>
        )}
        {!kept && <p class="wrong">{t("outbox.not_kept")}</p>}
        <Waiting entries={waiting} />
        {refused.length > 0 && (
          <>
            <h2>{plural("outbox.refused", refused.length)}</h2>
            <ul>
              {refused.map((entry) => (
                <li key={entry.id}>
                  <Said entry={entry} />
                  <p class="wrong">{whyRefused(entry)}</p>
                  <p class="outbox-do">
                    <button type="button" class="button button-small" data-stay onClick={() => network.outbox.retry(entry)}>
                      {t("outbox.retry")}
                    </button>
                    <button type="button" class="button button-small" data-stay onClick={() => network.outbox.dismiss(entry)}>
                      {t("outbox.dismiss")}
                    </button>
                  </p>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Menu>
  );
}

export function Waiting({ entries }: { readonly entries: readonly Entry[] }) {
  return entries.length === 0 ? null : (
    <>
      <h2>{plural("outbox.waiting", entries.length)}</h2>
      <ul>
        {entries.map((entry) => (
          <li key={entry.id}>
            <Said entry={entry} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Said({ entry }: { readonly entry: Entry }) {
  return (
    <p>
      <strong>{entry.subject}</strong>
      <br />
      {entry.summary}
    </p>
  );
}

function whyRefused({ refused }: Entry): string {
  if (refused === null) {
    return "";
  }
  // The socket speaks the browser's language; what has a code can be said in the person's.
  const known = refusal(refused.code);
  if (known !== null) {
    return known;
  }
  return refused.detail === "" ? t("failure.unknown") : [refused.detail, refused.next ?? ""].filter((part) => part !== "").join(" ");
}
