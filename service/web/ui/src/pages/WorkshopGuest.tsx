/** The door of a workshop: on a phone, by the six digits on the wall and without an account; then the workshop itself. */

import { useEffect, useId, useState } from "preact/hooks";
import { ask, explain, Refusal } from "../api.ts";
import { lookup, t } from "../i18n.ts";
import { guestNetwork, type LiveNetwork } from "../live/network.ts";
import { standing as session } from "../session.ts";
import { LinkState } from "../shell/LinkState.tsx";
import type { AuthorKind, Joined } from "../types.ts";
import { KINDS, WorkshopView } from "./WorkshopView.tsx";

type Standing = "asking" | "outside" | "over" | { readonly live: LiveNetwork; readonly joined: Joined };

export function WorkshopGuest() {
  const [standing, setStanding] = useState<Standing>("asking");
  const [failure, setFailure] = useState<string | null>(null);
  const enter = (joined: Joined): void => {
    setFailure(null);
    void guestNetwork(joined, () => void look("over")).then((live) => setStanding({ live, joined }));
  };
  /** Is this browser a guest's, and their workshop open? What was seen stays on screen while nobody answers. */
  const look = async (otherwise: "outside" | "over"): Promise<void> => {
    try {
      const joined = await ask<Joined>("GET", "/workshops/joined");
      setStanding((now) => {
        if (typeof now === "string") {
          enter(joined);
        } else {
          now.live.connection.reopen();
        }
        return now;
      });
    } catch (problem) {
      if (problem instanceof Refusal && problem.problem.status === 401) {
        setStanding(otherwise);
      } else {
        setFailure(explain(problem));
      }
    }
  };
  const account = session.value;
  useEffect(() => {
    if (account === "signed_in") {
      setStanding("outside"); // whoever has an account is nobody's guest
    } else if (account !== "unknown") {
      void look("outside");
    }
  }, [account]);
  const live = typeof standing === "string" ? null : standing.live;
  useEffect(() => () => live?.close(), [live]);
  if (typeof standing !== "string") {
    const leave = (): void => {
      void ask("DELETE", "/session").catch(() => undefined);
      setStanding("outside");
    };
    return (
      <div class="workshop">
        <div class="workshop-bar">
          <p>{t("workshop.you_are", { name: standing.joined.name ?? "" })}</p>
          <LinkState network={standing.live} />
          <button type="button" class="button button-small" onClick={leave}>
            {t("workshop.leave")}
          </button>
        </div>
        <WorkshopView network={standing.live} workshop={standing.joined.workshop_id} />
      </div>
    );
  }
  if (standing === "asking") {
    return (
      <div class="empty" aria-busy={failure === null}>
        <h1 tabIndex={-1}>{failure ?? t("loading")}</h1>
        {failure !== null && (
          <button type="button" class="button button-main" onClick={() => void look("outside")}>
            {t("failure.again")}
          </button>
        )}
      </div>
    );
  }
  return <JoinForm over={standing === "over"} onJoined={enter} />;
}

function JoinForm({ over, onJoined }: { readonly over: boolean; readonly onJoined: (joined: Joined) => void }) {
  const id = useId();
  const [code, setCode] = useState(/^#\d{6}$/.test(location.hash) ? location.hash.slice(1) : ""); // by the picture on the wall
  const [name, setName] = useState("");
  const [structure, setStructure] = useState("");
  const [kind, setKind] = useState<AuthorKind>("elected");
  const [group, setGroup] = useState("");
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const join = async (): Promise<void> => {
    const digits = code.replace(/\D/g, "");
    if (digits.length !== 6 || name.trim() === "" || structure.trim() === "") {
      setFailure(t("workshop.join_incomplete"));
      return;
    }
    setBusy(true);
    try {
      const said = { code: digits, name: name.trim(), structure: structure.trim(), kind, group: group.trim() === "" ? null : group.trim() };
      onJoined(await ask<Joined>("POST", "/workshops/join", said));
    } catch (problem) {
      setFailure(explain(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      class="narrow workshop-join"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) {
          void join();
        }
      }}
    >
      <h1 tabIndex={-1}>{t("workshop.join_title")}</h1>
      {over && <p class="lead-in">{t("workshop.over")}</p>}
      <div role="alert">{failure !== null && <p class="wrong wrong-box">{failure}</p>}</div>
      <label for={`${id}code`}>{t("workshop.code")}</label>
      <input
        id={`${id}code`}
        class="control workshop-digits"
        inputMode="numeric"
        autocomplete="one-time-code"
        maxLength={9}
        value={code}
        onInput={(event) => setCode(event.currentTarget.value)}
      />
      <label for={`${id}name`}>{t("workshop.your_name")}</label>
      <input id={`${id}name`} class="control" autocomplete="name" maxLength={300} value={name} onInput={(event) => setName(event.currentTarget.value)} />
      <label for={`${id}structure`}>{t("workshop.structure")}</label>
      <input
        id={`${id}structure`}
        class="control"
        autocomplete="organization"
        maxLength={300}
        value={structure}
        onInput={(event) => setStructure(event.currentTarget.value)}
      />
      <fieldset class="workshop-kinds">
        <legend>{t("workshop.kind")}</legend>
        {KINDS.map((one) => (
          <label key={one}>
            <input type="radio" name={`${id}kind`} checked={kind === one} onChange={() => setKind(one)} />
            {lookup(`author.${one}`)}
          </label>
        ))}
      </fieldset>
      <label for={`${id}group`}>{t("workshop.group")}</label>
      <input id={`${id}group`} class="control" autocomplete="off" maxLength={60} value={group} onInput={(event) => setGroup(event.currentTarget.value)} />
      <button type="submit" class="button button-main button-large" aria-disabled={busy}>
        {t("workshop.join")}
      </button>
      <p class="hint">{t("workshop.join_hint")}</p>
    </form>
  );
}
