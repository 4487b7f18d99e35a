/** What a facilitator does first in a network that is still empty: each step is done when it is done, and the steps go when all are. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t, type Key } from "../i18n.ts";
import { Icon } from "../parts/Icon.tsx";
import { paths } from "../router.ts";
import type { LiveNetwork } from "../live/network.ts";

interface Props {
  readonly network: LiveNetwork;
  /** How many actions there are; null where nobody knows yet. */
  readonly actions: number | null;
  readonly onAuthority: () => void;
  readonly onPlan: () => void;
}

export function FirstSteps({ network, actions, onAuthority, onPlan }: Props) {
  const { store, card } = network;
  const kept = `club21.steps.${card.network_id}`;
  const [put, setPut] = useState(() => recalled(kept));
  const members = store.all("member_list").some(({ left_at }) => left_at === null);
  const plan = store.all("plan_list").find(({ withdrawn }) => !withdrawn);
  const people = store.all("rights").some(({ person_id, roles }) => person_id !== network.me && roles.length > 0);
  const met = store.all("meeting_list").length > 0;
  const filled = plan !== undefined && actions !== 0;
  if (put || (members && filled && people && met)) {
    return null;
  }
  const next = !members ? "authority" : !filled ? "plan" : !people ? "people" : "meeting";
  const kind = (step: string): string => (step === next ? "button button-main" : "button");
  return (
    <section class="first-steps" aria-labelledby="first-steps-title">
      <div class="figures-head">
        <h2 id="first-steps-title">{t("first.title")}</h2>
        {members && filled && (
          <button
            type="button"
            class="button button-small"
            onClick={() => {
              remember(kept);
              setPut(true);
            }}
          >
            {t("first.hide")}
          </button>
        )}
      </div>
      <ol>
        <Step done={members} title="first.authority" text="first.authority_text">
          <button type="button" class={kind("authority")} onClick={onAuthority}>
            <Icon name="plus" />
            {t("authority.add")}
          </button>
        </Step>
        <Step done={filled} title="first.plan" text={plan === undefined ? "first.plan_text" : "first.fill_text"}>
          {plan === undefined ? (
            <button type="button" class={kind("plan")} onClick={onPlan}>
              <Icon name="plus" />
              {t("plan.open")}
            </button>
          ) : (
            <a class={kind("plan")} href={paths.plan(card.network_id, plan.plan_id, "import")}>
              <Icon name="file" />
              {t("first.import")}
            </a>
          )}
        </Step>
        <Step done={people} title="first.people" text="first.people_text">
          <a class={kind("people")} href={paths.members(card.network_id)}>
            <Icon name="person" />
            {t("invite.do")}
          </a>
        </Step>
        <Step done={met} title="first.meeting" text="first.meeting_text">
          <a class={kind("meeting")} href={paths.meetings(card.network_id)}>
            <Icon name="clock" />
            {t("first.plan_meeting")}
          </a>
        </Step>
      </ol>
    </section>
  );
}

/** Put away on this device: a network that never meets is led to no meeting for ever. */
function recalled(name: string): boolean {
  try {
    return localStorage.getItem(name) !== null;
  } catch {
    return false;
  }
}

function remember(name: string): void {
  try {
    localStorage.setItem(name, "");
  } catch {
    // Without storage they are there again on the next visit.
  }
}

function Step({ done, title, text, children }: { readonly done: boolean; readonly title: Key; readonly text: Key; readonly children: ComponentChildren }) {
  return (
    <li class={done ? "first-done" : undefined}>
      <h3>
        {done && <Icon name="done" />}
        {t(title)}
        {done && <span class="hidden"> ({t("first.done")})</span>}
      </h3>
      <p>{t(text)}</p>
      {!done && children}
    </li>
  );
}
