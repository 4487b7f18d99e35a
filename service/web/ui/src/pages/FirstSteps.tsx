/** What a facilitator does first in a network that is still empty; gone once there are a plan and colleagues. */

import type { ComponentChildren } from "preact";
import { t, type Key } from "../i18n.ts";
import { Icon } from "../parts/Icon.tsx";
import { paths } from "../router.ts";
import type { LiveNetwork } from "../live/network.ts";

interface Props {
  readonly network: LiveNetwork;
  readonly onAuthority: () => void;
  readonly onPlan: () => void;
}

export function FirstSteps({ network, onAuthority, onPlan }: Props) {
  const { store } = network;
  const members = store.all("member_list").some(({ left_at }) => left_at === null);
  const plans = store.all("plan_list").some(({ withdrawn }) => !withdrawn);
  const people = store.all("rights").some(({ person_id, roles }) => person_id !== network.me && roles.length > 0);
  if (members && plans && people) {
    return null;
  }
  const next = !members ? "authority" : !plans ? "plan" : "people";
  const kind = (step: string): string => (step === next ? "button button-main" : "button");
  return (
    <section class="first-steps" aria-labelledby="first-steps-title">
      <h2 id="first-steps-title">{t("first.title")}</h2>
      <ol>
        <Step done={members} title="first.authority" text="first.authority_text">
          <button type="button" class={kind("authority")} onClick={onAuthority}>
            <Icon name="plus" />
            {t("authority.add")}
          </button>
        </Step>
        <Step done={plans} title="first.plan" text="first.plan_text">
          <button type="button" class={kind("plan")} onClick={onPlan}>
            <Icon name="plus" />
            {t("plan.open")}
          </button>
        </Step>
        <Step done={people} title="first.people" text="first.people_text">
          <a class={kind("people")} href={paths.members(network.card.network_id)}>
            <Icon name="person" />
            {t("invite.do")}
          </a>
        </Step>
      </ol>
    </section>
  );
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
