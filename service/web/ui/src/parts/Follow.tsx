/** A button with which a person follows an item, and a menu beside it: the whole plan, or nothing of it any more. */

import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { type Key, t } from "../i18n.ts";
import { notify } from "../notices.ts";
import { said } from "../plan/fields.ts";
import type { Following, Uuid } from "../types.ts";
import { Icon } from "./Icon.tsx";
import { Menu } from "./Menu.tsx";

type Way = "follow" | "mute" | "usual";

interface Choice {
  readonly key: Key;
  readonly on: boolean;
  readonly way: Way;
  readonly of: Uuid;
}

interface Props {
  readonly network: Uuid;
  readonly item: Uuid;
  readonly title: string;
  /** Is the item itself still on its way to the service? It is nobody's to follow until it is there. */
  readonly waiting?: boolean;
  /** Is it one of many in a list? Then how one stands to it is asked once somebody looks. */
  readonly listed?: boolean;
}

export function Follow({ network, item, title: name, waiting = false, listed = false }: Props) {
  const title = said(name);
  const [stands, setStands] = useState<{ readonly of: Uuid; readonly following: Following } | null>(null);
  const look = useCallback(
    () =>
      ask<Following>("GET", `/networks/${network}/follows/${item}`).then(
        (following) => setStands({ of: item, following }),
        () => undefined, // without an answer there is no button; all else works
      ),
    [network, item],
  );
  const known = stands?.of === item;
  useEffect(() => {
    if (!waiting && !known && !listed) {
      void look();
    }
  }, [look, waiting, known, listed]);
  if (stands === null || stands.of !== item) {
    return listed ? (
      <Listed title={title} onOpen={() => void look()}>
        <p class="hint">{t("loading")}</p>
      </Listed>
    ) : null;
  }
  const { said: chosen, plan_id, of_plan, unasked, told } = stands.following;
  const choose = ({ key, way, of }: Choice): void => {
    ask<undefined>(way === "usual" ? "DELETE" : "POST", `/networks/${network}/${way === "mute" ? "mutes" : "follows"}/${of}`)
      .then(look)
      .then(() => notify("done", t(`${key}_done` as Key, { title })))
      .catch((problem: unknown) => notify("problem", explain(problem)));
  };
  const follow: Choice = { key: "follow.do", on: chosen === "follow", way: "follow", of: item };
  const mute: Choice = { key: "follow.mute", on: chosen === "mute", way: "mute", of: item };
  const usual: Choice = { key: "follow.usual", on: chosen === null, way: "usual", of: item };
  const plan: Choice | null = plan_id === null || plan_id === item ? null : { key: "follow.plan", on: of_plan === "follow", way: of_plan === "follow" ? "usual" : "follow", of: plan_id };
  // Whoever leads it, or follows its plan, would go on being told if they only took back what they said.
  const turned = !told ? follow : unasked || of_plan === "follow" ? mute : usual;
  const ways = (
    <div class="menu-list">
      <p class="hint">{t(chosen === "mute" ? "follow.is_muted" : unasked ? "follow.is_unasked" : told ? "follow.is_told" : "follow.is_not")}</p>
      {[follow, ...(plan === null ? [] : [plan]), mute, usual].map((choice) => (
        <button key={choice.key} type="button" class="button button-small" aria-pressed={choice.on} onClick={() => choose(choice)}>
          {t(choice.key)}
        </button>
      ))}
    </div>
  );
  if (listed) {
    return (
      <Listed title={title} onOpen={() => void look()}>
        {ways}
      </Listed>
    );
  }
  return (
    <span class="follow">
      <button type="button" class="button button-small" aria-pressed={told} onClick={() => choose(turned)}>
        <Icon name={told ? "done" : "eye"} />
        {t("follow.do")}
      </button>
      <Menu
        side="end"
        kind="menu-wide"
        summary={
          <>
            <Icon name="down" />
            <span class="hidden">{t("follow.ways", { title })}</span>
          </>
        }
      >
        {ways}
      </Menu>
    </span>
  );
}

function Listed({ title, onOpen, children }: { readonly title: string; readonly onOpen: () => void; readonly children: ComponentChildren }) {
  return (
    <span class="follow">
      <Menu
        side="end"
        kind="menu-wide"
        onOpen={onOpen}
        summary={
          <>
            <Icon name="eye" />
            {t("follow.do")}
            <span class="hidden"> {title}</span>
          </>
        }
      >
        {children}
      </Menu>
    </span>
  );
}
